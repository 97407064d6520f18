import { plans } from './en/plans'
import { maintenance } from './en/maintenance'
import { hosts } from './en/hosts'
import { power } from './en/power'
import { access } from './en/access'
import { common } from './en/common'
import { overview } from './en/overview'
import { shell } from './en/shell'
import { status } from './en/status'
import { verdict } from './en/verdict'

export const en = { plans, maintenance, hosts, power, access, common, overview, shell, status, verdict }
