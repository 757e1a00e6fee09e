"""How often the library has changed: each process sees by it whether what it remembers is still right."""

from sqlalchemy import BigInteger
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base


class CatalogueStamp(Base):
    """One row; triggers count every change to documents, their searchable versions and chips."""

    __tablename__ = "catalogue_stamp"

    id: Mapped[int] = mapped_column(primary_key=True)
    changes: Mapped[int] = mapped_column(BigInteger)
