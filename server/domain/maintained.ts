import type { HostFacts } from './inventory'

/** In maintenance or on its way there, as its manager tells. */
export const isMaintained = ({
  inMaintenance,
  enteringMaintenance,
}: Pick<HostFacts, 'inMaintenance' | 'enteringMaintenance'>): boolean => inMaintenance || enteringMaintenance === true
