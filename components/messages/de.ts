import { settings } from './de/settings'
import { audit } from './de/audit'
import { runs } from './de/runs'
import { plans } from './de/plans'
import { maintenance } from './de/maintenance'
import { hosts } from './de/hosts'
import { power } from './de/power'
import { readings } from './de/readings'
import { access } from './de/access'
import { bmc } from './de/bmc'
import { cabling } from './de/cabling'
import { care } from './de/care'
import { checks } from './de/checks'
import { clusters } from './de/clusters'
import { common } from './de/common'
import { device } from './de/device'
import { deviceChange } from './de/device-change'
import { directPath } from './de/direct-path'
import { discovery } from './de/discovery'
import { events } from './de/events'
import { keepAlive } from './de/keep-alive'
import { managerChange } from './de/manager-change'
import { nut } from './de/nut'
import { overview } from './de/overview'
import { planner } from './de/planner'
import { recovery } from './de/recovery'
import { refusal } from './de/refusal'
import { shell } from './de/shell'
import { status } from './de/status'
import { topologyImport } from './de/topology-import'
import { verdict } from './de/verdict'
import type { Messages } from './messages'

export const de: Messages = {
  settings,
  audit,
  runs,
  plans,
  maintenance,
  hosts,
  power,
  readings,
  access,
  bmc,
  cabling,
  care,
  checks,
  clusters,
  common,
  device,
  deviceChange,
  directPath,
  discovery,
  events,
  keepAlive,
  managerChange,
  nut,
  overview,
  planner,
  recovery,
  refusal,
  shell,
  status,
  topologyImport,
  verdict,
}
