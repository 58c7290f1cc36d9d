/** Views with a name: opened, kept, forgotten. */
import { Bookmark, ChevronDown } from "lucide-react";
import { type FormEvent, useState } from "react";
import { Button, Header, Menu, MenuItem, MenuSection, MenuTrigger, Popover } from "react-aria-components";
import { useWords } from "../../i18n/use-words.ts";
import { useDesk } from "../../store/desk-store.ts";
import { usePage } from "../../store/page-store.ts";
import form from "../../ui/form.module.css";
import { ModalCard } from "../../ui/ModalCard.tsx";
import { PushButton } from "../../ui/PushButton.tsx";
import { TextInput } from "../../ui/TextInput.tsx";
import menu from "../Account.module.css";
import bar from "../live/FilterMenu.module.css";
import { forgetView, isShown, MOST_VIEWS, openView, saveView, useViews } from "./saved-views.ts";

export function ViewsMenu() {
  const { t } = useWords();
  const views = useViews((state) => state.views);
  const at = useViews((state) => state.at);
  const current = views[at];
  const search = useDesk((desk) => desk.search);
  const named = usePage((page) => current && isShown(current, page, search)) ? current : undefined;
  return (
    <>
      <MenuTrigger>
        <Button className={bar.button ?? ""}>
          <Bookmark aria-hidden="true" focusable="false" />
          <span className={named ? "unseen" : ""}>{t("desk.views.title")}</span>
          {named?.name}
          <ChevronDown aria-hidden="true" focusable="false" />
        </Button>
        <Popover className={menu.popover ?? ""} placement="bottom end" offset={4}>
          <Menu className={menu.menu ?? ""} aria-label={t("desk.views.title")}>
            {views.length > 0 && (
              <MenuSection>
                <Header className="unseen">{t("desk.views.title")}</Header>
                {views.map((view) => (
                  <MenuItem
                    key={view.name}
                    id={`view:${view.name}`}
                    className={menu.item ?? ""}
                    onAction={() => openView(view)}
                  >
                    {view.name}
                  </MenuItem>
                ))}
              </MenuSection>
            )}
            <MenuItem
              id="save"
              className={menu.item ?? ""}
              onAction={() => useDesk.setState({ naming: true })}
            >
              {t("desk.action.saveView")}
            </MenuItem>
            {current && (
              <MenuItem id="forget" className={menu.item ?? ""} onAction={() => forgetView(current.name)}>
                {t("desk.views.forget", { name: current.name })}
              </MenuItem>
            )}
          </Menu>
        </Popover>
      </MenuTrigger>
      <NameView />
    </>
  );
}

function NameView() {
  const { t } = useWords();
  const open = useDesk((desk) => desk.naming);
  const close = () => useDesk.setState({ naming: false });
  return (
    <ModalCard
      title={t("desk.action.saveView")}
      isOpen={open}
      onOpenChange={(naming) => useDesk.setState({ naming })}
    >
      <NameForm onDone={close} />
    </ModalCard>
  );
}

function NameForm({ onDone }: { onDone: () => void }) {
  const { t } = useWords();
  const [name, setName] = useState("");
  const [full, setFull] = useState(false);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (name.trim() === "") return;
    if (saveView(name.trim().slice(0, 60))) onDone();
    else setFull(true);
  };
  return (
    <form className={form.form} onSubmit={submit}>
      <TextInput
        label={t("desk.views.name")}
        hint={t("desk.views.hint")}
        value={name}
        onChange={setName}
        error={full ? t("desk.views.full", { number: MOST_VIEWS }) : undefined}
        autoFocus
      />
      <div className={form.buttons}>
        <PushButton kind="main" type="submit" disabled={name.trim() === ""}>
          {t("form.save")}
        </PushButton>
        <PushButton onPress={onDone}>{t("form.cancel")}</PushButton>
      </div>
    </form>
  );
}
