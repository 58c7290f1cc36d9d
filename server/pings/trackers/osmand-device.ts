/**
 * What an OsmAnd message calls its device, found without reading the message: whoever is not known must not make the server
 * take megabytes apart before it is known that they are not.
 */

/** Of a query or form, as `URLSearchParams` would give it back; names that are written with percent signs are none. */
export function deviceInForm(text: string): string | undefined {
  const said = /(?:^\??|&)id=([^&]*)/.exec(text) ?? /(?:^\??|&)deviceid=([^&]*)/.exec(text);
  return said === null ? undefined : (new URLSearchParams(`id=${said[1]}`).get("id") ?? undefined);
}

/** Of JSON, which may be cut short. A token goes before what something farther inside may call by the same name. */
export function deviceInJson(text: string): string | undefined {
  const [, token] = /"device_id"\s*:\s*"(cua_[\w-]{1,100})"/.exec(text) ?? [];
  if (token !== undefined) return token;
  const [, name, number] = /"device_id"\s*:\s*(?:"([^"]*)"|(-?\d[\d.]*))/.exec(text) ?? [];
  return name ?? number;
}
