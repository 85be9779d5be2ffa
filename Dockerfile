# One image for web, worker and beat; which it is, the command says (docker-compose.yml).
FROM python:3.13-slim

# Fonts for printed forms; without them the wheel's Noto fonts print.
RUN apt-get update \
    && apt-get install -y --no-install-recommends fonts-noto-cjk fonts-lxgw-wenkai \
    && rm -rf /var/lib/apt/lists/*

WORKDIR /srv/docflow
COPY requirements.txt .
RUN pip install --no-cache-dir --no-deps --require-hashes -r requirements.txt
COPY . .

# No root: an account that owns nothing but the folder of its files.
RUN useradd --system --uid 10001 docflow \
    && install -d -o docflow -g docflow /var/lib/docflow /var/lib/checkpoints \
    && install -d -m 0700 -o docflow -g docflow /var/lib/keys
USER docflow
ENV DOCFLOW_HOME=/var/lib/docflow PYTHONUNBUFFERED=1
VOLUME /var/lib/docflow
EXPOSE 8000
CMD ["python", "manage.py", "part", "web"]
