"""One module for each group of the catalogue."""

from . import addressee as addressee
from . import attachment as attachment
from . import body as body
from . import citation as citation
from . import digits as digits
from . import header as header
from . import imprint as imprint
from . import kind as kind
from . import layout as layout
from . import note as note
from . import number as number
from . import procedure as procedure
from . import punctuation as punctuation
from . import routing as routing
from . import security as security
from . import sequence as sequence
from . import signature as signature
from . import title as title
from . import wording as wording
