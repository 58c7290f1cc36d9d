/** The token behind the # of a link, taken out of the address bar so that it stays in no history and no picture. */
export function takeToken(): string {
  const token = decodeURIComponent(location.hash.slice(1));
  if (token !== "") history.replaceState(null, "", location.pathname + location.search);
  return token;
}
