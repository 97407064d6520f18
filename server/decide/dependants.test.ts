import { describe, expect, it } from 'vitest'
import type { DeviceFeed } from '../domain/device-feed'
import { deviceIdSchema } from '../domain/ids'
import type { Feed } from '../domain/world'
import { hostId } from '../testing/world-samples'
import { hostsBehind } from './dependants'

const id = (name: string) => deviceIdSchema.parse(name)
const feed = (host: string, device: string, outletId: string | null = null): Feed => ({
  hostId: hostId(host),
  deviceId: id(device),
  label: 'A',
  outletId,
})
const link = (device: string, source: string, outletId: string | null = null, label: 'A' | 'B' = 'A'): DeviceFeed => ({
  deviceId: id(device),
  label,
  sourceId: id(source),
  outletId,
})
const behind = (device: string, outletId: string | null, feeds: readonly Feed[], deviceFeeds: readonly DeviceFeed[] = []) =>
  [...hostsBehind(id(device), outletId, { feeds, deviceFeeds })].sort()

describe('A5 hosts that would lose a feed', () => {
  const feeds = [feed('h1', 'ups', '1'), feed('h2', 'ups', '2'), feed('h3', 'ups'), feed('h4', 'other')]
  it('hang on the whole device, or on the outlet, or on one that nobody noted', () => {
    expect(behind('ups', null, feeds)).toEqual([hostId('h1'), hostId('h2'), hostId('h3')])
    expect(behind('ups', '2', feeds)).toEqual([hostId('h2'), hostId('h3')])
  })
  it('hang on it through PDUs and ATSs, whichever their own outlets', () => {
    const far = [feed('h1', 'pdu', '7'), feed('h2', 'ats'), feed('h3', 'ups', '9')]
    const links = [link('pdu', 'ups', '3'), link('ats', 'pdu', '8', 'B'), link('ats', 'other')]
    expect(behind('ups', '3', far, links)).toEqual([hostId('h1'), hostId('h2')])
    expect(behind('ups', '4', far, links)).toEqual([])
    expect(behind('pdu', '8', far, links)).toEqual([hostId('h2')])
    expect(behind('pdu', null, far, links)).toEqual([hostId('h1'), hostId('h2')])
  })
  it('hang on a PDU of which nobody said what feeds it', () => {
    expect(behind('pdu', '7', [feed('h1', 'pdu', '7')])).toEqual([hostId('h1')])
  })
  it('are found once, also where links run in a circle', () => {
    const circle = [link('pdu-2', 'pdu-1'), link('pdu-1', 'pdu-2')]
    expect(behind('pdu-1', '1', [feed('h1', 'pdu-1', '2'), feed('h2', 'pdu-2')], [link('pdu-2', 'pdu-1', '1')])).toEqual([
      hostId('h2'),
    ])
    expect(behind('pdu-1', '1', [feed('h1', 'pdu-1', '2'), feed('h2', 'pdu-2')], circle)).toEqual([hostId('h1'), hostId('h2')])
  })
})
