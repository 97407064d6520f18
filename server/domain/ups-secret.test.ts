import { expect, it } from 'vitest'
import { upsSecretSchema } from './ups'

it.each(['des', '3des'])('refuses %s as privacy protocol, and says why and what to choose', (privProtocol) => {
  const parsed = upsSecretSchema.safeParse({ kind: 'snmp-user', user: 'upsadmin', privProtocol })
  expect(parsed.error?.issues.map(({ message }) => message)).toEqual([expect.stringMatching(/DES .*not spoken.*AES/)])
})
