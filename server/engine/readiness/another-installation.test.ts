import { expect, it } from 'vitest'
import type { ManagerIdentity } from '../../domain/manager'
import { containing } from '../../testing/containing'
import { anotherInstallation } from './another-installation'

const identity = (instanceUuid: string | null): ManagerIdentity => ({
  kind: 'vsphere',
  product: 'vCenter',
  version: null,
  instanceUuid,
})

it('D11 another installation at a manager’s address is found out at night; one that does not tell is not suspected', () => {
  expect(anotherInstallation({ name: 'vc', instanceUuid: 'aa' }, identity('bb'))).toMatchObject([
    { trouble: 'wrong-machine', severity: 'critical', message: containing('not vc (aa)') },
  ])
  expect(anotherInstallation({ name: 'vc', instanceUuid: 'AA' }, identity('aa'))).toEqual([])
  expect(anotherInstallation({ name: 'vc', instanceUuid: 'aa' }, identity(null))).toEqual([])
  expect(anotherInstallation({ name: 'vc' }, identity('bb'))).toEqual([])
})
