import type { EffectiveFeed, PowerDeviceView } from './world'

/** False only where the UPS itself says that the feed's outlet is off, or what is between says so: then it carries nothing (P5). */
export const feedIsLive = (feed: EffectiveFeed, device: Pick<PowerDeviceView, 'outlets'>): boolean =>
  feed.dead === undefined && device.outlets.find((outlet) => outlet.id === feed.outletId)?.state !== 'off'
