/** A folio, or words of what was reported. What is found takes the place of the list. */
import { Search, X } from "lucide-react";
import { Button, Input, type KeyboardEvent, SearchField } from "react-aria-components";
import { readFolio } from "#domain/folio";
import { useWords } from "../../i18n/use-words.ts";
import { select } from "../../store/actions.ts";
import { useDesk } from "../../store/desk-store.ts";
import { focusFirst } from "../../ui/focus-first.ts";
import bare from "../../ui/search.module.css";
import css from "./SearchBox.module.css";

export function SearchBox() {
  const { t } = useWords();
  const search = useDesk((desk) => desk.search);
  const open = (typed: string) => {
    const folio = readFolio(typed.trim());
    if (folio !== undefined) {
      useDesk.setState({ search: "" });
      select({ kind: "report", folio });
    } else useDesk.setState({ entering: true });
  };
  // The first Escape empties the field, as in every one; the next steps out of it.
  const onKeyDown = (event: KeyboardEvent) => {
    const down = event.key === "ArrowDown";
    if (down) event.preventDefault();
    if (down && search !== "") useDesk.setState({ entering: true });
    else if (down || (event.key === "Escape" && search === "")) focusFirst(["#report-list"]);
  };
  return (
    <SearchField
      className={`${bare.field ?? ""} ${css.field ?? ""}`}
      aria-label={t("desk.search.title")}
      value={search}
      onChange={(typed) => useDesk.setState({ search: typed.slice(0, 200), entering: false })}
      onSubmit={open}
      onKeyDown={onKeyDown}
    >
      <Search aria-hidden="true" focusable="false" />
      <Input
        id="desk-search"
        className={`${bare.input ?? ""} ${css.input ?? ""}`}
        placeholder={t("desk.search.hint")}
      />
      {search === "" ? (
        <kbd className={css.key}>/</kbd>
      ) : (
        <Button className={css.clear ?? ""} aria-label={t("desk.search.clear")}>
          <X aria-hidden="true" focusable="false" />
        </Button>
      )}
    </SearchField>
  );
}
