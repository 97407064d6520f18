import type { Messages } from '../messages'

export const verdict: Messages['verdict'] = {
  ifNow: 'Fiele jetzt das Netz aus:',
  ifNowAt: (charge) => `Fiele jetzt das Netz aus, mit der Batterie bei ${charge}:`,
  ifNowAsIs: 'Fiele jetzt das Netz aus, mit der Batterie, wie sie ist:',
  clean: (vms) => `alle ${vms} enden sauber`,
  cleanRunning: (vms) => `Alle ${vms} enden sauber`,
  toSpare: (margin) => `${margin} übrig`,
  late: (margin) => `alle enden, aber ${margin} in der Reserve`,
  cutOff: (count) => `${count} ${count === 1 ? 'VM würde' : 'VMs würden'} abgeschnitten`,
  unknown: 'nicht bekannt',
  noPlan: 'kein Plan: Jede VM würde mit leerer Batterie abgeschnitten',
  noVms: 'keine VM hängt an dieser Gruppe',
  noneRunning: 'An dieser Gruppe läuft keine VM',
  more: (count) => `und ${count} weitere`,
  basis: (ends, empty, reserve) => `schlimmstenfalls: letzter Schritt endet ${ends}, Batterie leer ${empty}, Reserve ${reserve}`,
  basisIdle: (left, reserve) => `schlimmstenfalls: Batterie hält ${left}, Reserve ${reserve}`,
  basisHint:
    'Schlimmstenfalls heißt: Jeder Schritt dauert am längsten, und die Batterien sind so schwach, wie ihr Streubereich zulässt. Zeiten zählen ab dem Netzausfall. Was zwischen dem Ende des letzten Schritts und der leeren Batterie liegt, abzüglich der Reserve, bleibt übrig.',
}
