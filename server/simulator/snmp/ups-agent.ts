import type { UpsFamily } from '../world/config'
import type { World } from '../world/world'
import { answerMessage, type Agent } from './message'
import { mgeMib } from './mge-mib'
import { ObjectTable } from './object-table'
import { powerNetMib } from './powernet-mib'
import type { SimulatedMib } from './simulated-mib'
import { startUdpAgent, type UdpAgent } from './udp-agent'
import { upsMib } from './ups-mib'
import { xupsMib } from './xups-mib'

const MIBS: Readonly<Record<UpsFamily, SimulatedMib>> = {
  rfc1628: upsMib,
  'apc-powernet': powerNetMib,
  xups: xupsMib,
  mge: mgeMib,
}

/** One UPS of the world as a network card would show it: its family's MIB on its own UDP port. */
export const startUpsAgent = (world: World, upsName: string, community: string): Promise<UdpAgent> => {
  const ups = world.ups(upsName)
  const mib = MIBS[ups.config.family]
  const agent: Agent = {
    table: () => new ObjectTable(mib.objects(ups, world.nowMs)),
    set: (oid, value) => mib.set(world, ups, oid, value),
  }
  return startUdpAgent((request) => (ups.commsLost ? null : answerMessage(agent, community, request)))
}
