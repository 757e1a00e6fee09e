"""What an answer must speak of when certain concepts meet: steers the prompt, is checked afterwards. Pure."""

from app.chat.checklists.items import Item, Point
from app.chat.checklists.matching import checklist_for, unaddressed

__all__ = ["Item", "Point", "checklist_for", "unaddressed"]
