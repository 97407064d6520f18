import type { DeviceKind, UpsIdentity } from './ups'

/** What has not said yet what it is counts as a UPS. */
export const kindOf = (identity: Pick<UpsIdentity, 'kind'> | null): DeviceKind => identity?.kind ?? 'ups'

/** False for PDUs and ATSs: they pass power on and hold none. */
export const isUps = ({ kind }: { readonly kind?: DeviceKind }): boolean => kind === undefined || kind === 'ups'
