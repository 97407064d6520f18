export const verdict = {
  ifNow: 'If the mains failed now:',
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
  beforeReserve: (margin: string) => `${margin} before the reserve`,
}
