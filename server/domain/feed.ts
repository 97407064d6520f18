import type { EffectiveFeed, PowerDeviceView } from './world'

type Switched = Pick<PowerDeviceView, 'name' | 'outlets'>

/** Why nothing comes out of this outlet, by what its device says; null: it says nothing like that, or has no such outlet. */
export const whyOutletDead = ({ name, outlets }: Switched, outletId: string | null): string | null => {
  const outlet = outletId === null ? undefined : outlets.find(({ id }) => id === outletId)
  if (outlet?.state === 'off') return `outlet ${outlet.id} of ${name} is off`
  return outlet?.dead === undefined ? null : `outlet ${outlet.id} of ${name} has no power: ${outlet.dead}`
}

/** False only where the device itself says that the feed's outlet is off or dead, or what is between says so: then it carries nothing (P5). */
export const feedIsLive = (feed: EffectiveFeed, device: Switched): boolean =>
  feed.dead === undefined && whyOutletDead(device, feed.outletId) === null
