from .appointment import Appointment, Post
from .attempt import Attempt
from .delegation import Delegation
from .person import Person
from .roster import Roster
from .unit import Unit

__all__ = ["Appointment", "Attempt", "Delegation", "Person", "Post", "Roster", "Unit"]
