"""A question while it is answered: the registers of all its names, read once and together.

Stands between the resolvers and the look-ups: whatever a question holds, its names cost two queries, and
those of the registers that hold its fields two more.
"""

from collections.abc import Iterable

from sqlalchemy.ext.asyncio import AsyncSession

from app.facts import repository
from app.facts.naming import field_in
from app.facts.nearest import absence, absent_in
from app.facts.owners import is_owner, stem
from app.facts.questions import FactQuestion
from app.facts.records import BitField, Peripheral
from app.facts.registers import Named, Scope, find_registers, meant
from app.facts.repository import Located
from app.facts.results import FactAbsence, Missing
from app.facts.views import FieldView, RegisterView
from retrieval.identifiers import canonical, forms, matches

_MOST_HOLDERS = 24
"""Registers with a field of one name; where more have it, the name alone asks for nothing exact."""


class Asking:
    """A question with what is known of its names."""

    def __init__(self, session: AsyncSession, question: FactQuestion, scope: Scope) -> None:
        self.session = session
        self.question = question
        self.scope = scope
        self.names = question.names
        self._views: dict[str, Named] = {}
        self._fields: dict[str, list[Located[BitField]]] | None = None
        self._owners: list[str] | None = None
        self._bases: dict[str, list[Located[Peripheral]]] = {}

    async def registers(self, name: str) -> Named:
        """The registers that one of the names means, by the peripheral that the question speaks of."""
        if name not in self._views:
            await self._find(self.names if name in self.names else (name,))
        named = self._views.get(name, Named())
        owned = any(view.owner for view in named.views)
        return meant(name, named, await self._peripherals() if owned else (), self.question.text)

    async def register(self, name: str) -> RegisterView | None:
        """The first of them."""
        return next(iter((await self.registers(name)).views), None)

    async def holders(self, name: str) -> list[tuple[RegisterView, FieldView]]:
        """Each register that has a field of this name, best match first."""
        rows = (await self._named_fields()).get(name, [])
        best = matches(name, rows[0].fact.name) if rows else 0.0
        found = dict.fromkeys(
            canonical(row.fact.register) for row in rows if matches(name, row.fact.name) == best
        )
        if len(found) > _MOST_HOLDERS:
            return []
        await self._find(found)
        return [pair for register in found for pair in await self._fields_in(register, name)]

    async def located(self, fields: Iterable[Located[BitField]]) -> list[tuple[RegisterView, FieldView]]:
        """Fields with the registers that they are in."""
        rows = list(fields)
        await self._find(dict.fromkeys(row.fact.register for row in rows))
        return [
            (view, field)
            for row in rows
            for view, field in await self._fields_in(row.fact.register, row.fact.name)
            if not view.owner or stem(view.owner) == stem(row.fact.peripheral)
        ]

    async def bases(self, version: str) -> list[Located[Peripheral]]:
        """The peripherals that a version states."""
        if version not in self._bases:
            self._bases[version] = await repository.load(self.session, Peripheral, version)
        return self._bases[version]

    async def absence(self, missing: Missing, name: str, within: RegisterView | None = None) -> FactAbsence:
        """Says that a name is not there."""
        return await absence(self.session, self.question.kind, missing, name, self.scope.versions, within)

    async def elsewhere(self) -> FactAbsence | None:
        """Says of a register that only other peripherals than the named one have it."""
        for name in self.names:
            named = await self.registers(name)
            if named.elsewhere:
                return absent_in(self.question.kind, name, named.owner, named.elsewhere)
        return None

    def is_peripheral(self, name: str, views: Iterable[RegisterView]) -> bool:
        """Whether a name only says whose register another one is."""
        return any(view.owner and is_owner(view.owner, name) for view in views)

    async def _fields_in(self, register: str, name: str) -> list[tuple[RegisterView, FieldView]]:
        views = (await self.registers(register)).views
        return [(view, field) for view in views if (field := field_in(view, name))]

    async def _find(self, names: Iterable[str]) -> None:
        missing = [name for name in names if name not in self._views]
        self._views |= await find_registers(self.session, missing, self.scope)

    async def _named_fields(self) -> dict[str, list[Located[BitField]]]:
        if self._fields is None:
            wanted = [form for name in self.names for form in forms(name)]
            rows = await repository.named(self.session, BitField, self.scope.versions, wanted)
            self._fields = {name: self._matching(name, rows) for name in self.names}
        return self._fields

    def _matching(self, name: str, rows: Iterable[Located[BitField]]) -> list[Located[BitField]]:
        known = set(forms(name))
        found = [
            row for row in rows if canonical(row.fact.name) in known and matches(name, row.fact.name) > 0
        ]
        return sorted(
            found, key=lambda row: (-matches(name, row.fact.name), self.scope.order(row.version_id))
        )

    async def _peripherals(self) -> list[str]:
        if self._owners is None:
            self._owners = await repository.peripherals(self.session, self.scope.versions)
        return self._owners
