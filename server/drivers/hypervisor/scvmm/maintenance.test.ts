import { describe, expect, it } from 'vitest'
import { askDisable } from './act-questions'
import { askHost } from './questions'

const placeOf = (script: string, text: string): number => {
  const place = script.indexOf(text)
  expect(place, text).toBeGreaterThanOrEqual(0)
  return place
}

describe('maintenance of SCVMM, as its scripts ask for it', () => {
  it('A4 D9 looks at the host and its VMs, then at what still runs, and only then begins', () => {
    const order = ['Read-SCVMHost', 'Read-SCVirtualMachine -VMHost', 'Get-SCVirtualMachine -VMHost', 'Disable-SCVMHost']
    const places = order.map((text) => placeOf(askDisable.script, text))
    expect(places).toEqual([...places].sort((left, right) => left - right))
  })

  it('A5 has the VMs of a host in maintenance looked at before anybody counts them', () => {
    expect(placeOf(askHost.script, 'Read-SCVMHost')).toBeLessThan(placeOf(askHost.script, 'Read-SCVirtualMachine -VMHost'))
  })
})
