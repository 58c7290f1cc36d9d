/** One of the filters: a list of which several may be chosen, with a search field where it is long. */
import { Check, ChevronDown, Search } from "lucide-react";
import {
  Autocomplete,
  Button,
  Collection,
  Dialog,
  DialogTrigger,
  Header,
  Input,
  ListBox,
  ListBoxItem,
  ListBoxSection,
  Popover,
  SearchField,
  useFilter,
} from "react-aria-components";
import { useWords } from "../../i18n/use-words.ts";
import search from "../../ui/search.module.css";
import css from "./FilterMenu.module.css";

interface Option {
  id: string;
  label: string;
  group?: string;
}

interface Props {
  /** By which a key finds the button. */
  id: string;
  label: string;
  options: readonly Option[];
  chosen: readonly string[];
  onChange: (chosen: string[]) => void;
  searchable?: boolean;
}

export function FilterMenu({ id, label, options, chosen, onChange, searchable = false }: Props) {
  const { t } = useWords();
  const { contains } = useFilter({ sensitivity: "base" });
  const list = (
    <ListBox
      className={css.list ?? ""}
      aria-label={label}
      selectionMode="multiple"
      escapeKeyBehavior="none"
      selectedKeys={chosen}
      onSelectionChange={(keys) =>
        onChange(options.filter((option) => keys === "all" || keys.has(option.id)).map((option) => option.id))
      }
      renderEmptyState={() => <p className={css.none}>{t("filters.none")}</p>}
    >
      {grouped(options).map(([group, members]) =>
        group === "" ? (
          <Collection key="" items={members}>
            {(option) => <Item option={option} />}
          </Collection>
        ) : (
          <ListBoxSection key={group} id={`group:${group}`}>
            <Header className={css.group ?? ""}>{group}</Header>
            <Collection items={members}>{(option) => <Item option={option} />}</Collection>
          </ListBoxSection>
        ),
      )}
    </ListBox>
  );
  return (
    <DialogTrigger>
      <Button id={id} className={css.button ?? ""} data-active={chosen.length > 0 || undefined}>
        {label}
        {chosen.length > 0 ? (
          <span className={css.badge}>{chosen.length}</span>
        ) : (
          <ChevronDown aria-hidden="true" focusable="false" />
        )}
      </Button>
      <Popover className={css.popover ?? ""} placement="bottom start" offset={4}>
        <Dialog className={css.dialog ?? ""} aria-label={label}>
          {searchable ? (
            <Autocomplete filter={contains}>
              <SearchField
                className={`${search.field ?? ""} ${css.search ?? ""}`}
                aria-label={t("filters.search")}
                autoFocus
              >
                <Search aria-hidden="true" focusable="false" />
                <Input
                  className={`${search.input ?? ""} ${css.input ?? ""}`}
                  placeholder={t("filters.search")}
                />
              </SearchField>
              {/* biome-ignore lint/a11y/noNoninteractiveTabindex: the field keeps the focus, and what scrolls must be reachable */}
              <div className={css.scroll} tabIndex={0}>
                {list}
              </div>
            </Autocomplete>
          ) : (
            list
          )}
        </Dialog>
      </Popover>
    </DialogTrigger>
  );
}

function Item({ option }: { option: Option }) {
  return (
    <ListBoxItem id={option.id} textValue={option.label} className={css.item ?? ""}>
      <Check className={css.check} aria-hidden="true" focusable="false" />
      {option.label}
    </ListBoxItem>
  );
}

function grouped(options: readonly Option[]): [string, Option[]][] {
  const groups = new Map<string, Option[]>();
  for (const option of options) {
    const members = groups.get(option.group ?? "");
    if (members) members.push(option);
    else groups.set(option.group ?? "", [option]);
  }
  return [...groups];
}
