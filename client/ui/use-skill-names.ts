/** What people call skills, in a line; whatever the city has no name for is called by its code. */
import { useWords } from "../i18n/use-words.ts";
import { usePage } from "../store/page-store.ts";

export function useSkillNames(): (codes: readonly string[]) => string {
  const { name } = useWords();
  const skills = usePage((page) => page.answer?.city.skills);
  return (codes) =>
    codes.map((code) => name(skills?.find((skill) => skill.code === code)?.name) || code).join(", ");
}
