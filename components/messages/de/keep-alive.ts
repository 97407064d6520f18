import type { Messages } from '../messages'

export const keepAlive: Messages['keepAlive'] = {
  badge: 'lebenswichtig',
  open: 'Wichtig?',
  openOf: (vm) => `Steht der Betrieb auf ${vm}?`,
  hint: 'Worauf der Betrieb steht (diese Konsole, Manager, deren Datenbanken, DNS, Verzeichnisdienst, Speicher), wird weder für eine Wartung noch als Ersatzhandlung gesichert, beendet oder angehalten. Ein Plan, der Hosts herunterfährt, beendet es nach allem anderen, eingeordnet oder nicht; einer, der Hosts anlässt, nur in seiner letzten Stufe.',
  recognised: 'Erkannt',
  notRecognised: 'Nichts spricht dafür.',
  choice: 'Was sie ist',
  choices: {
    automatic: 'Wie erkannt',
    kept: 'Der Betrieb steht auf ihr',
    ordinary: 'Eine gewöhnliche VM: nur Name oder Adresse gleichen',
  },
  saved: (vm) => `Was ${vm} ist, wurde gespeichert`,
  roles: {
    console: 'Ridethrough selbst läuft in ihr',
    manager: (of) => `Der Manager ${of} läuft in ihr`,
    database: (of) => `Ridethroughs Datenbank ${of} läuft in ihr`,
    marked: 'Der Betrieb steht auf ihr',
  },
  signs: {
    uuid: 'ihre UUID ist die der Maschine der Engine',
    mac: (mac) => `ihre MAC ${mac} ist die der Maschine der Engine`,
    platform: 'ihre Plattform sagt es',
    address: (address) => `ihr Gast hat die Adresse ${address}`,
    neighbour: (mac, address) => `ihre MAC ${mac} antwortet unter ${address}`,
    person: 'jemand hat es gesagt',
    name: (hostName) => `sie heißt wie ${hostName}`,
  },
  panel: 'Worauf der Betrieb steht',
  machine: 'Die Maschine der Engine',
  machineOf: (uuid, macs) => `UUID ${uuid}, MACs ${macs}`,
  uuidUnreadable: 'nicht lesbar (nur für root)',
  none: 'keine',
  consoleNotSeen:
    'Keine VM eines Inventars ist diese Maschine: Sie ist eine eigene Maschine, oder ihre VM ist nicht erkannt. Ist sie eine VM, markieren Sie diese unter Hosts & VMs.',
  managersNotSeen: 'Manager, deren VM nicht erkannt ist',
  managersHint: 'Sie sind eigene Maschinen, oder ihre VMs müssen unter Hosts & VMs markiert werden.',
}
