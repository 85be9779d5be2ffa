"""One module for each group of the catalogue."""

from . import attachment as attachment
from . import body as body
from . import citation as citation
from . import digits as digits
from . import imprint as imprint
from . import note as note
from . import procedure as procedure
from . import punctuation as punctuation
from . import security as security
from . import sequence as sequence
from . import signature as signature
from . import wording as wording
