import { describe, expect, it } from 'vitest'
import { hypervMachine } from '../../../../e2e/peers/windows/in-process'
import { hypervWorld } from '../../../../e2e/peers/windows/worlds'
import { identify } from './identity'
import { itself } from './itself'
import { SiteReader } from './site-reader'

const options = { deadlineMs: 60_000 }
const world = hypervWorld(true)
const machine = (name: string, address: string) => hypervMachine(name, address, () => world)
const one = () => new SiteReader([machine('HV-1', '10.0.0.1')], true)

describe('A9 one node of a failover cluster past its manager', () => {
  it('tells the name that Windows has, whatever it was addressed by', async () => {
    expect(await itself(one(), options)).toEqual({ nativeId: '10.0.0.1', name: 'HV-1', uuid: null })
  })

  it('need not be all of its cluster, as a manager must be', async () => {
    await expect(identify(one(), options)).rejects.toThrow('has more nodes than the address')
    expect((await identify(one(), options, true)).kind).toBe('hyperv')
  })

  it('is one host only', async () => {
    const two = new SiteReader([machine('HV-1', '10.0.0.1'), machine('HV-2', '10.0.0.2')], true)
    await expect(itself(two, options)).rejects.toThrow('several hosts')
  })
})
