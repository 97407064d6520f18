export const verdict = {
  ifNow: 'If the mains failed now:',
  ifNowAt: (charge: string) => `If the mains failed now with the battery at ${charge}:`,
  ifNowAsIs: 'If the mains failed now with the battery as it is:',
  clean: (vms: string) => `all ${vms} end cleanly`,
  cleanRunning: (vms: string) => `All ${vms} end cleanly`,
  toSpare: (margin: string) => `${margin} to spare`,
  late: (margin: string) => `all end, but ${margin} into the reserve`,
  cutOff: (count: number) => `${count} ${count === 1 ? 'VM' : 'VMs'} would be cut off`,
  unknown: 'not known',
  noPlan: 'no plan: every VM would be cut off when the battery is empty',
  noVms: 'no VM depends on this group',
  noneRunning: 'No VM runs on this group',
  more: (count: number) => `and ${count} more`,
  basis: (ends: string, empty: string, reserve: string) =>
    `worst case: last step ends ${ends}, battery empty ${empty}, reserve ${reserve}`,
  basisIdle: (left: string, reserve: string) => `worst case: battery lasts ${left}, reserve ${reserve}`,
  basisHint:
    'Worst case: every step takes its longest, and the batteries are as weak as their bands allow. Times count from the loss of the mains. What lies between the end of the last step and the empty battery, less the reserve, is to spare.',
}
