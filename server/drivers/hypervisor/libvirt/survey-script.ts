import { quoted } from '../../protocols/ssh/posix-shell'
import { batch, type Question } from './shell'
import { pathsCommand } from './storage-paths'

/** Each reading of /proc and the like follows a line that names it; virsh's answers follow their own markers. */
const fact = (name: string, command: string): string => `echo "@@ridethrough:${name}@@"; ${command} 2>/dev/null`

/** First of the two readings of a host: its own facts, and which domains, pools and networks there are. */
export const surveyScript = (uri: string, sharedPaths: readonly string[]): string =>
  [
    fact('cpuinfo', "grep -m3 -E '^(vendor_id|model name|flags)' /proc/cpuinfo"),
    fact('mounts', 'cat /proc/self/mounts'),
    fact('devices', 'ls /sys/class/net'),
    fact('paths', `{ ${pathsCommand()}; }`),
    fact('started', "sed -n 's/^btime //p' /proc/stat; sed 's/.*) //' /proc/1/stat; getconf CLK_TCK"),
    fact('shared', sharedPaths.map((path) => `[ -d ${quoted(path)} ] && echo ${quoted(path)};`).join(' ') || ':'),
    batch(uri, SURVEY),
  ].join('\n')

const SURVEY: readonly Question[] = [
  { name: 'version', command: 'version --daemon' },
  { name: 'nodeinfo', command: 'nodeinfo' },
  { name: 'memory', command: 'nodememstats' },
  { name: 'cpu', command: 'nodecpustats' },
  { name: 'domains', command: 'list --all --uuid' },
  { name: 'saved', command: 'list --all --uuid --with-managed-save' },
  { name: 'autostart', command: 'list --all --uuid --autostart' },
  { name: 'stats', command: 'domstats --state --cpu-total --balloon --block --nowait' },
  { name: 'pools', command: 'pool-list --uuid' },
  { name: 'networks', command: 'net-list --name' },
]

/** Only the counters of used processor time, to be compared with those of the survey a moment later. */
export const sampleScript = (uri: string): string =>
  batch(uri, [
    { name: 'cpu', command: 'nodecpustats' },
    { name: 'stats', command: 'domstats --state --cpu-total --nowait' },
  ])

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i

export const isUuid = (text: string): boolean => UUID.test(text)

/** UUIDs, one a line; everything else is left out, so that nothing else ever stands in a command. */
export const uuidsOf = (text: string): readonly string[] =>
  text
    .split('\n')
    .map((line) => line.trim().toLowerCase())
    .filter(isUuid)

export const detailScript = (uri: string, domains: readonly string[], pools: readonly string[]): string =>
  batch(uri, [
    ...domains.flatMap((uuid) => domainQuestions(uuid)),
    ...pools.map((uuid) => ({ name: `pool ${uuid}`, command: `pool-dumpxml ${uuid}` })),
  ])

const domainQuestions = (uuid: string): readonly Question[] => [
  { name: `domain ${uuid}`, command: `dumpxml ${uuid}` },
  { name: `job ${uuid}`, command: `domjobinfo ${uuid}` },
  { name: `snapshots ${uuid}`, command: `snapshot-list ${uuid} --name` },
]

/** One domain, fresh. */
export const domainScript = (uri: string, uuid: string): string =>
  batch(uri, [
    ...domainQuestions(uuid),
    { name: 'stats', command: `domstats --state --cpu-total --balloon --block --nowait ${uuid}` },
    { name: 'autostart', command: 'list --all --uuid --autostart' },
    { name: 'saved', command: 'list --all --uuid --with-managed-save' },
    { name: 'domains', command: 'list --all --uuid' },
  ])
