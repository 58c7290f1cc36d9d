/** What is asked for: three menus, one switch, and each choice as a chip that can be taken away. */
import { X } from "lucide-react";
import { Button, ToggleButton } from "react-aria-components";
import { statuses } from "#contract/report";
import { useWords } from "../../i18n/use-words.ts";
import { clearFilters, setDepartments, setServices, setStatuses, toggleFigure } from "../../store/actions.ts";
import { isFiltered } from "../../store/filters.ts";
import { usePage } from "../../store/page-store.ts";
import { Mark } from "../../ui/Mark.tsx";
import { watchCut } from "../../ui/watch-cut.ts";
import css from "./FilterBar.module.css";
import { FilterMenu } from "./FilterMenu.tsx";

export function FilterBar() {
  const { t, name } = useWords();
  const city = usePage((page) => page.answer?.city);
  const filters = usePage((page) => page.filters);
  const departments = (city?.departments ?? []).map((d) => ({ id: d.code, label: name(d.name) }));
  const services = (city?.services ?? [])
    .filter((s) => filters.departments.length === 0 || filters.departments.includes(s.department))
    .map((s) => ({ id: s.code, label: name(s.name), group: name(s.group) }));
  return (
    <search className={css.filters} aria-label={t("filters.title")}>
      <div ref={watchCut} className={css.bar}>
        <FilterMenu
          id="filter-department"
          label={t("filters.department")}
          options={departments}
          chosen={filters.departments}
          onChange={setDepartments}
        />
        <FilterMenu
          id="filter-service"
          label={t("filters.service")}
          options={services}
          chosen={filters.services}
          onChange={setServices}
          searchable
        />
        <FilterMenu
          id="filter-status"
          label={t("filters.status")}
          options={statuses.map((status) => ({ id: status, label: t(`status.${status}`) }))}
          chosen={filters.statuses}
          onChange={(chosen) => setStatuses(statuses.filter((status) => chosen.includes(status)))}
        />
        <ToggleButton
          className={css.late ?? ""}
          isSelected={filters.figures.includes("late")}
          onChange={() => toggleFigure("late")}
        >
          <Mark kind="late" />
          {t("figures.late")}
        </ToggleButton>
      </div>
      {isFiltered(filters) && <Chips />}
    </search>
  );
}

function Chips() {
  const { t, name } = useWords();
  const city = usePage((page) => page.answer?.city);
  const filters = usePage((page) => page.filters);
  const without = <T,>(list: readonly T[], value: T) => list.filter((other) => other !== value);
  const chips = [
    ...filters.departments.map((code) => ({
      key: `d:${code}`,
      label: name(city?.departments.find((d) => d.code === code)?.name) || code,
      remove: () => setDepartments(without(filters.departments, code)),
    })),
    ...filters.services.map((code) => ({
      key: `s:${code}`,
      label: name(city?.services.find((s) => s.code === code)?.name) || code,
      remove: () => setServices(without(filters.services, code)),
    })),
    ...filters.statuses.map((status) => ({
      key: `t:${status}`,
      label: t(`status.${status}`),
      remove: () => setStatuses(without(filters.statuses, status)),
    })),
    ...filters.figures.map((figure) => ({
      key: `f:${figure}`,
      label: t(`figures.${figure}`),
      remove: () => toggleFigure(figure),
    })),
  ];
  return (
    <div className={css.active}>
      <ul ref={watchCut} className={css.chips} aria-label={t("filters.active")}>
        {chips.map(({ key, label, remove }) => (
          <li key={key}>
            <Button
              className={css.chip ?? ""}
              onPress={remove}
              aria-label={t("filters.remove", { what: label })}
            >
              {label}
              <X aria-hidden="true" focusable="false" />
            </Button>
          </li>
        ))}
      </ul>
      <Button className={css.clear ?? ""} onPress={clearFilters}>
        {t("filters.clear")}
      </Button>
    </div>
  );
}
