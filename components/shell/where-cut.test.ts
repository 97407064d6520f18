import { expect, it } from 'vitest'
import { deviceIdSchema } from '@/server/domain/ids'
import { whereCut } from './where-cut'

const ups = (name: string) => ({ id: deviceIdSchema.parse(`id-${name}`), name })
const devices = [ups('row1-a'), ups('row1-b'), ups('row2-a'), ups('row2-b'), { ...ups('pdu'), kind: 'pdu' as const }]
const group = (name: string) => ({
  name,
  deviceIds: devices.filter((device) => device.name.startsWith(name.replace(' ', '').toLowerCase())).map(({ id }) => id),
})
const groups = [group('Row 1'), group('Row 2')]
const cut = (...cutUpses: string[]) => whereCut({ cutUpses }, devices, groups)

it('names the groups that are cut as a whole, and single UPSs by themselves', () => {
  expect(cut('row1-a', 'row1-b')).toEqual(['Row 1'])
  expect(cut('row2-b')).toEqual(['row2-b'])
  expect(cut('row1-a', 'row1-b', 'row2-a')).toEqual(['Row 1', 'row2-a'])
})

it('names nobody where all are cut, or the simulator does not say whose', () => {
  expect(cut('row1-a', 'row1-b', 'row2-a', 'row2-b')).toEqual([])
  expect(whereCut({}, devices, groups)).toEqual([])
})
