import type { Messages } from '../messages'

export const cabling: Messages['cabling'] = {
  title: 'Verkabelung',
  verdicts: { proved: 'bewiesen', contradicted: 'widerlegt', unproved: 'noch nicht bewiesen' },
  means: { 'power-supply': 'durch die Sensoren seiner Netzteile', 'load-step': 'durch die Last, die mit ihm endete' },
  unprovedHint:
    'Ein Kabel ist bewiesen, wenn dieser Host heruntergefahren wird und die USV danach weniger trägt, oder wenn eine Einspeisung ausfällt und die Sensoren des Hosts melden, dass ein Netzteil keinen Strom mehr bekommt.',
  seen: (means, when) => `${means}, ${when}`,
  checked: 'Kabel geprüft',
  checkedConsequence: (name) =>
    `Was über die Kabel von ${name} beobachtet wurde, wird vergessen und neu ermittelt. Geschaltet wird nichts.`,
  checkedDone: (name) => `Die Kabel von ${name} gelten als geprüft`,
}
