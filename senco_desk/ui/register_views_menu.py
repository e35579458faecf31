"""The button with the register's views: shipped, one's own and shared ones, and what can be done with them."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QMenu

from senco_desk.domain.records import Line, Record
from senco_desk.domain.register_views import SHIPPED, RegisterView, ShippedView, read_view
from senco_desk.domain.saved_views import SavedView
from senco_desk.services import register_views
from senco_desk.ui.cards import button
from senco_desk.ui.context import Context
from senco_desk.ui.fields import CheckField, LineField
from senco_desk.ui.forms import Form
from senco_desk.ui.tips import set_tip, unmarked
from senco_desk.ui.work import Done

_HIDDEN = "register/hidden_views"
_LONGEST = 28
NOT_SHARED = "Typed words are not shared: not those in the filter field, nor a filter for words in a column."
"""They may be a child’s name."""


class _NamedView(Record):
    """A name as it is typed, and whether all are to have the view."""

    name: Line = ""
    shared: bool = False


class ViewsMenu(QObject):
    """Keeps which view is on show, and says with a dot that it was changed since.

    Args:
        context: the open desk.
        now: tells how the register is shown at present.
        open_form: shows a form beside the register; False where another one stays.
        put_away: takes that form away.
    """

    chosen = Signal(object)
    """A RegisterView to show."""

    def __init__(
        self,
        context: Context,
        now: Callable[[], RegisterView],
        open_form: Callable[[Any], bool],
        put_away: Callable[[], None],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._context, self._now, self._open_form, self._put_away = context, now, open_form, put_away
        self.current = ""
        """The id of the view on show; empty for none."""
        self._base = RegisterView()
        self._shipped: tuple[ShippedView, ...] = SHIPPED
        self.usual_view: Callable[[], RegisterView] = RegisterView
        """Tells how the register is shown without any view."""
        self.button = button("Vie&ws", kind="chip")
        self.button.setProperty("menu", "true")
        self.menu = QMenu(self.button)
        self.menu.setToolTipsVisible(True)
        self.menu.aboutToShow.connect(self._fill)
        self.button.setMenu(self.menu)
        self.form: Form[Any] | None = None

    @property
    def name(self) -> str:
        """The name of the view on show."""
        shipped = next((each.name for each in self._shipped if each.id == self.current), "")
        kept = self._kept()
        return shipped or (kept.name if kept else "")

    @property
    def changed(self) -> bool:
        """Whether what is on show differs from the view it began with."""
        return bool(self.current) and not self._as_it_was()

    def choose(self, view_id: str) -> bool:
        """Shows a view by its id; False where there is none."""
        self._read_shipped()
        shipped = next((each for each in self._shipped if each.id == view_id), None)
        kept = next((each for each in register_views.listed(self._context.desk) if each.id == view_id), None)
        if shipped is None and kept is None:
            return False
        self._begin(view_id, shipped.view if shipped else read_view(kept.document if kept else "{}"))
        return True

    def usual(self) -> None:
        """Shows the register as it is without a view: everybody on it, in the columns that were chosen last."""
        self._begin("", self.usual_view())

    def refresh(self) -> None:
        """Says which view is on show; after a view was changed elsewhere, or what is on show was."""
        name = self.name
        if self.current and not name:
            self.current = ""
        dot = " •" if self.changed else ""
        short = name if len(name) <= _LONGEST else f"{name[: _LONGEST - 1]}…"
        self.button.setText(f"{short.replace('&', '&&')}{dot}" if name else "Vie&ws")
        spoken = f"View: {name}{', changed' if dot else ''}" if name else "Views"
        self.button.setAccessibleName(spoken)
        set_tip(self.button, f"{spoken}." if name else "Ways to look at the register, shipped and your own")

    def save_as(self) -> None:
        """Opens the form for a new view of what is on show."""
        self._form("Save this view", self._keep, _NamedView(), sharing=True)

    def rename(self) -> None:
        """Opens the form for another name of the view on show."""
        self._form("Rename view", self._rename, _NamedView(name=self.name), sharing=False)

    def save(self) -> None:
        """Keeps what is on show under the name it has."""
        view = self._now()
        self._kept_so(self._do(lambda: register_views.put(self._context.desk, self.current, view)))

    def share(self, *, shared: bool) -> None:
        """Lets everybody have the view, or nobody else any more."""
        desk, view = self._context.desk, self._base
        self._kept_so(self._do(lambda: register_views.share(desk, self.current, shared=shared, view=view)))

    def move(self, by: int) -> None:
        """Moves the view among the others."""
        self._do(lambda: register_views.move(self._context.desk, self.current, by))

    def delete(self) -> None:
        """Takes the view out; undo brings it back. What is on show stays."""
        gone, self.current = self.current, ""
        if self._do(lambda: register_views.remove(self._context.desk, gone)) is None:
            self.current = gone
        self.refresh()

    def hide(self) -> None:
        """Takes a shipped view out of the menu of this computer."""
        hidden = sorted({*self._hidden(), self.current})
        self._context.settings.setValue(_HIDDEN, ",".join(hidden))
        self.usual()

    def show_hidden(self) -> None:
        """Brings all shipped views back into the menu."""
        self._context.settings.remove(_HIDDEN)

    def _begin(self, view_id: str, view: RegisterView) -> None:
        self.current, self._base = view_id, view
        self.chosen.emit(view)
        self._base = self._now().model_copy(update={"widths": view.widths})  # as far as this person can see it
        self.refresh()

    def _read_shipped(self) -> None:
        """A roll that grew a Year 7 has other leavers; the view on show is named as it was chosen until the next."""
        self._shipped = register_views.shipped(self._context.desk)

    def _as_it_was(self) -> bool:
        """Whether what is on show is the view it began with; without one, everybody in the usual order."""
        now = self._now()
        return now.same_as(self._base if self.current else RegisterView(columns=now.columns))

    def _hidden(self) -> set[str]:
        return {name for name in str(self._context.settings.value(_HIDDEN) or "").split(",") if name}

    def _kept(self) -> SavedView | None:
        if not self.current or any(each.id == self.current for each in SHIPPED):
            return None
        return next((each for each in register_views.listed(self._context.desk) if each.id == self.current), None)

    def _fill(self) -> None:
        menu, hidden = self.menu, self._hidden()
        self._read_shipped()
        menu.clear()
        self._entry("", "&Usual view")
        menu.addSeparator()
        for each in self._shipped:
            if each.id not in hidden:
                self._entry(each.id, each.name, each.tip)
        kept = register_views.listed(self._context.desk)
        if kept:
            menu.addSeparator()
        for saved in kept:
            self._entry(saved.id, f"{saved.name} (shared)" if saved.shared else saved.name)
        menu.addSeparator()
        if self.changed:
            menu.addAction("Put back as it &was", partial(self.choose, self.current))
        if self._context.may("change"):
            menu.addAction("&Save this view…", self.save_as)
            self._fill_deeds(self._kept(), len(kept))
        if any(each.id == self.current for each in SHIPPED):
            menu.addAction("&Hide this view", self.hide)
        if hidden:
            menu.addAction("Sh&ow hidden views", self.show_hidden)

    def _fill_deeds(self, kept: SavedView | None, count: int) -> None:
        if kept is None:
            return
        menu = self.menu
        if self.changed:
            menu.addAction("Save &changes to this view", self.save)
        menu.addAction("&Rename…", self.rename)
        back = "&Keep to myself" if kept.person_id == self._context.desk.store.person else "&Give back to who made it"
        words, tip = (back, "") if kept.shared else ("Share with &everybody", NOT_SHARED)
        set_tip(menu.addAction(words, partial(self._turn, kept.shared)), tip)
        if count > 1:
            menu.addAction("Move u&p", partial(self.move, -1))
            menu.addAction("Move dow&n", partial(self.move, 1))
        menu.addAction("&Delete this view", self.delete)

    def _turn(self, shared: bool) -> None:  # noqa: FBT001  bound once, above
        self.share(shared=not shared)

    def _entry(self, view_id: str, words: str, tip: str = "") -> None:
        # Without a tip of its own an action answers with its words.
        here, same = view_id == self.current, self._as_it_was()
        if here and view_id and not same:
            words = f"{words} • changed"  # a tick would say that it is on show as it was kept
        action = self.menu.addAction(words if not view_id else unmarked(words.replace("&", "&&")))
        action.setCheckable(True)
        action.setChecked(here and same)
        set_tip(action, tip)
        action.triggered.connect(partial(self._picked, view_id))

    def _picked(self, view_id: str, _checked: bool = False) -> None:  # noqa: FBT001, FBT002  Qt's own argument
        if view_id:
            self.choose(view_id)
        else:
            self.usual()

    def _form(self, title: str, submitted: Callable[[Any], None], draft: _NamedView, *, sharing: bool) -> None:
        fields: dict[str, Any] = {"name": LineField("&Name")}
        if sharing:
            fields["shared"] = CheckField("For &everybody", NOT_SHARED)
        form = Form(_NamedView, fields, title=title, submit="&Save")
        form.fill(draft)
        form.submitted.connect(submitted)
        self.form = form if self._open_form(form) else None

    def _keep(self, named: _NamedView) -> None:
        view = self._now()
        desk = self._context.desk
        done = self._do(lambda: register_views.keep(desk, named.name, view, shared=named.shared), form=self.form)
        if done is not None:
            self._kept_so(done)
            self._put_away()
        self.refresh()

    def _rename(self, named: _NamedView) -> None:
        desk, view_id = self._context.desk, self.current
        if self._do(lambda: register_views.rename(desk, view_id, named.name), form=self.form) is not None:
            self._put_away()

    def _kept_so(self, done: Done | None) -> None:
        """What was kept is what is compared with from now on: of a shared view, without the words somebody typed."""
        if done is not None and isinstance(done.value, SavedView):
            self.current, self._base = done.value.id, read_view(done.value.document)
            self.refresh()

    def _do(self, deed: Callable[[], Done], *, form: Form[Any] | None = None) -> Done | None:
        done = self._context.work.do(deed, form=form, initiator=self)
        self.refresh()
        return done
