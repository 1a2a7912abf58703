/** Just enough of interfaces(5) to compare what cloud-init writes for ifupdown. */
export interface Stanza {
  readonly mode: string;
  readonly addresses: readonly string[];
  readonly gateways: readonly string[];
}

/** The stanzas of one interface. */
export function stanzasOf(text: string, name: string): readonly Stanza[] {
  return text.split(/\n(?=iface |auto |\n)/).flatMap((stanza) => {
    const [, found, , mode = ''] = /^iface (\S+) (\S+) (\S+)/m.exec(stanza) ?? [];
    if (found !== name) return [];
    const values = (pattern: RegExp): string[] => Array.from(stanza.matchAll(pattern), ([, value = '']) => value);
    return [
      {
        mode,
        addresses: values(/^ {4}address (\S+)$/gm),
        gateways: [
          ...values(/^ {4}gateway (\S+)$/gm),
          ...values(/^ {4}post-up route add (?:-A inet6 )?default gw (\S+) /gm),
        ],
      },
    ];
  });
}
