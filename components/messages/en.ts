import { settings } from './en/settings'
import { audit } from './en/audit'
import { runs } from './en/runs'
import { plans } from './en/plans'
import { maintenance } from './en/maintenance'
import { hosts } from './en/hosts'
import { power } from './en/power'
import { readings } from './en/readings'
import { access } from './en/access'
import { bmc } from './en/bmc'
import { cabling } from './en/cabling'
import { care } from './en/care'
import { checks } from './en/checks'
import { clusters } from './en/clusters'
import { common } from './en/common'
import { device } from './en/device'
import { deviceChange } from './en/device-change'
import { directPath } from './en/direct-path'
import { discovery } from './en/discovery'
import { events } from './en/events'
import { keepAlive } from './en/keep-alive'
import { managerChange } from './en/manager-change'
import { nut } from './en/nut'
import { overview } from './en/overview'
import { planner } from './en/planner'
import { recovery } from './en/recovery'
import { refusal } from './en/refusal'
import { shell } from './en/shell'
import { status } from './en/status'
import { topologyImport } from './en/topology-import'
import { verdict } from './en/verdict'

export const en = {
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
