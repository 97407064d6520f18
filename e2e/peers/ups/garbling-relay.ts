import { createSocket } from 'node:dgram'
import { once } from 'node:events'

/** Hands questions on to an agent, and its answers back, whole or torn as it is told. */
export const startGarblingRelay = async (agentPort: number) => {
  let tear: ((answer: Buffer) => Buffer) | null = null
  let isStopped = false
  const relay = createSocket('udp4')
  relay.on('message', (request, client) => {
    const onward = createSocket('udp4').unref()
    onward.on('message', (answer) => {
      // An agent may answer once nobody waits any more.
      if (!isStopped) relay.send(tear === null ? answer : tear(answer), client.port, client.address)
      onward.close()
    })
    onward.send(request, agentPort, '127.0.0.1')
  })
  relay.bind(0, '127.0.0.1')
  await once(relay, 'listening')
  return {
    port: relay.address().port,
    garble: (how: ((answer: Buffer) => Buffer) | null) => {
      tear = how
    },
    stop: () => {
      isStopped = true
      relay.close()
    },
  }
}
