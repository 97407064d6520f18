import { createSocket } from 'node:dgram'
import { once } from 'node:events'

const SET_REQUEST = 0xa3

/** The PDU's tag of an SNMP v1 or v2c message: behind version and community, all of them short. */
const pduTag = (message: Buffer): number | undefined => {
  const head = (message[1] ?? 0) < 0x80 ? 2 : 2 + ((message[1] ?? 0) & 0x7f)
  const version = head + 2 + (message[head + 1] ?? 0)
  return message[version + 2 + (message[version + 1] ?? 0)]
}

/** Hands everything on to an agent, and everything back but the answers to writes: they are lost on the way. */
export const startDeafRelay = async (agentPort: number) => {
  const relay = createSocket('udp4')
  let lost = 0
  relay.on('message', (request, client) => {
    const onward = createSocket('udp4')
    onward.on('message', (answer) => {
      if (pduTag(request) === SET_REQUEST) lost += 1
      else relay.send(answer, client.port, client.address)
      onward.close()
    })
    onward.send(request, agentPort, '127.0.0.1')
  })
  relay.bind(0, '127.0.0.1')
  await once(relay, 'listening')
  return { port: relay.address().port, lost: () => lost, stop: () => relay.close() }
}
