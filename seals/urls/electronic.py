from django.urls import path

from seals.views import electronic

urlpatterns = [
    path("seals/electronic/", electronic.electronic, name="seal_electronic"),
    path("seals/requests/<slug:ref>/esign/", electronic.sign, name="seal_esign"),
    path("seals/requests/<slug:ref>/signed/<int:pk>.pdf", electronic.signed_file, name="seal_signed_file"),
]
