/** Tells the CSS of what lies around it how high something is just now, for that to make room. Given to `ref`. */
export const tellHeight =
  (name: `--${string}`) =>
  (box: HTMLElement | null): (() => void) | undefined => {
    const around = box?.parentElement;
    if (!box || !around) return undefined;
    const size = new ResizeObserver(() => around.style.setProperty(name, `${box.offsetHeight}px`));
    size.observe(box);
    return () => {
      size.disconnect();
      around.style.removeProperty(name);
    };
  };
