export const cabling = {
  title: 'Cabling',
  verdicts: { proved: 'proved', contradicted: 'contradicted', unproved: 'not proved yet' },
  means: { 'power-supply': 'by the sensors of its power supplies', 'load-step': 'by the load that ended with it' },
  unprovedHint:
    'A cable is proved when this host is shut down and the UPS carries less, or when a feed fails and the host’s sensors say that a power supply lost its input.',
  seen: (means: string, when: string) => `${means}, ${when}`,
  checked: 'Cables checked',
  checkedConsequence: (name: string) =>
    `What was seen of the cables of ${name} is forgotten and found out anew. Nothing is switched.`,
  checkedDone: (name: string) => `The cables of ${name} count as checked`,
}
