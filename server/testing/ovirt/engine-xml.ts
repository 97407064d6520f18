import { escapeXml } from '../../drivers/protocols/xml/xml'
import {
  CLUSTER,
  DATA_CENTER,
  type EngineModel,
  type ModelEvent,
  type ModelHost,
  type ModelJob,
  type ModelVm,
  NETWORK,
  PROFILE,
  STORAGE,
} from './engine-model'

const API = '/ovirt-engine/api'
const HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'

export const documentOf = (inner: string): string => HEAD + inner
export const listOf = (root: string, members: readonly string[]): string => documentOf(`<${root}>${members.join('')}</${root}>`)
export const fault = (reason: string, detail: string): string =>
  documentOf(`<fault><detail>[${escapeXml(detail)}]</detail><reason>${escapeXml(reason)}</reason></fault>`)

const ref = (element: string, collection: string, id: string): string =>
  `<${element} href="${API}/${collection}/${id}" id="${id}"/>`
const object = (element: string, path: string, id: string, inner: string): string =>
  `<${element} href="${API}/${path}/${id}" id="${id}">${inner}</${element}>`
const link = (path: string, rel: string): string => `<link href="${API}/${path}/${rel}" rel="${rel}"/>`

/** Whom the engine takes the session's account for. */
export const USER = '55555555-0000-4000-8000-000000000001'
const COLLECTIONS = ['clusters', 'datacenters', 'events', 'hosts', 'jobs', 'networks', 'vms', 'vnicprofiles']

export const apiXml = (version: string): string => {
  const [major = '4', minor = '0', build = '0'] = version.split(/[.-]/)
  return documentOf(
    `<api>${COLLECTIONS.map((name) => `<link href="${API}/${name}" rel="${name}"/><link href="${API}/${name}?search={query}" rel="${name}/search"/>`).join('')}${ref('effective_user', 'users', USER)}<product_info><instance_id>99999999-0000-4000-8000-000000000001</instance_id><name>oVirt Engine</name>` +
      `<vendor>ovirt.org</vendor><version><build>${build}</build><full_version>${version}</full_version><major>${major}</major>` +
      `<minor>${minor}</minor><revision>0</revision></version></product_info></api>`,
  )
}

/** A role that was given to somebody; `on`: one cluster alone instead of the whole system. */
export const permissionXml = (role: string, permits: readonly string[], on: 'system' | 'cluster' = 'system'): string =>
  `<permission>${object('role', 'roles', role, `<permits>${permits.map((name) => `<permit><name>${name}</name></permit>`).join('')}</permits>`)}` +
  `${on === 'system' ? '' : ref('cluster', 'clusters', CLUSTER)}</permission>`

const fencingXml = ({ enabled, skipIfStorageActive, threshold }: NonNullable<EngineModel['fencing']>): string =>
  `<fencing_policy><enabled>${enabled}</enabled><skip_if_connectivity_broken><enabled>true</enabled><threshold>${threshold}</threshold>` +
  '</skip_if_connectivity_broken><skip_if_gluster_bricks_up>false</skip_if_gluster_bricks_up>' +
  '<skip_if_gluster_quorum_not_met>false</skip_if_gluster_quorum_not_met>' +
  `<skip_if_sd_active><enabled>${skipIfStorageActive}</enabled></skip_if_sd_active></fencing_policy>`

export const clusterXml = ({ fencing }: EngineModel): string =>
  object(
    'cluster',
    'clusters',
    CLUSTER,
    '<name>Default</name><cpu><architecture>x86_64</architecture><type>Intel Cascadelake Server Family</type></cpu>' +
      '<memory_policy><over_commit><percent>150</percent></over_commit></memory_policy>' +
      '<custom_scheduling_policy_properties><property><name>HighUtilization</name><value>75</value></property>' +
      `</custom_scheduling_policy_properties>${fencing === undefined ? '' : fencingXml(fencing)}${ref('data_center', 'datacenters', DATA_CENTER)}`,
  )

export const storageDomainXml = (): string =>
  object(
    'storage_domain',
    `datacenters/${DATA_CENTER}/storagedomains`,
    STORAGE,
    '<name>data</name><available>1099511627776</available><status>active</status><storage><type>nfs</type></storage>' +
      '<type>data</type><used>1099511627776</used>',
  )

export const dataCenterXml = (followed: boolean): string =>
  object(
    'data_center',
    'datacenters',
    DATA_CENTER,
    `<name>Default</name><local>false</local><status>up</status>${link(`datacenters/${DATA_CENTER}`, 'storagedomains')}` +
      (followed ? `<storage_domains>${storageDomainXml()}</storage_domains>` : ''),
  )

/** `usages`: only in a cluster's own list. */
export const networkXml = (usages = ''): string =>
  object(
    'network',
    'networks',
    NETWORK,
    `<name>servers</name>${usages}<vlan id="42"/>${ref('data_center', 'datacenters', DATA_CENTER)}`,
  )

export const profileXml = (): string =>
  object('vnic_profile', 'vnicprofiles', PROFILE, `<name>servers</name>${ref('network', 'networks', NETWORK)}`)

const statistic = (name: string, value: number): string =>
  `<statistic><name>${name}</name><values><value><datum>${value}</datum></value></values></statistic>`

export const hostStatistics = (): string =>
  `<statistics>${statistic('memory.used', 8 * 1024 ** 3)}${statistic('cpu.current.idle', 88)}${statistic('boot.time', 1_760_000_000)}</statistics>`

export const attachmentsXml = (): string =>
  `<network_attachments><network_attachment id="a">${ref('network', 'networks', NETWORK)}</network_attachment></network_attachments>`

export const hostXml = (host: ModelHost, model: EngineModel, followed: boolean): string => {
  const running = model.vms.filter((vm) => vm.host === host.id).length
  return object(
    'host',
    'hosts',
    host.id,
    `<actions>${['activate', 'deactivate', 'fence'].map((verb) => link(`hosts/${host.id}`, verb)).join('')}</actions>` +
      `<name>${escapeXml(host.name)}</name>${link(`hosts/${host.id}`, 'networkattachments')}${link(`hosts/${host.id}`, 'statistics')}` +
      '<cpu><name>Intel(R) Xeon(R) Gold 6230 CPU</name><topology><cores>20</cores><sockets>2</sockets><threads>2</threads></topology>' +
      '<type>Intel Cascadelake Server Family</type></cpu>' +
      `<hardware_information><uuid>4C4C4544-${host.id.slice(9)}</uuid></hardware_information>` +
      `<max_scheduling_memory>${64 * 1024 ** 3}</max_scheduling_memory><memory>${128 * 1024 ** 3}</memory>` +
      `<power_management><enabled>${host.powerManagement}</enabled></power_management><status>${host.status}</status>` +
      `<spm><priority>5</priority><status>${host.spm === true ? 'spm' : 'none'}</status></spm>` +
      `<summary><active>${running}</active><migrating>0</migrating><total>${running}</total></summary>` +
      '<version><full_version>vdsm-4.40.100.2-1.el8</full_version></version>' +
      (followed ? attachmentsXml() + hostStatistics() : '') +
      ref('cluster', 'clusters', CLUSTER),
  )
}

export const diskXml = (vm: ModelVm): string =>
  object(
    'disk',
    'disks',
    vm.disk,
    `<name>${escapeXml(vm.name)}_Disk1</name><alias>${escapeXml(vm.name)}_Disk1</alias><provisioned_size>${40 * 1024 ** 3}</provisioned_size>` +
      `<status>ok</status><storage_type>image</storage_type><storage_domains>${ref('storage_domain', 'storagedomains', STORAGE)}</storage_domains>`,
  )

const snapshotXml = ({ description, status }: { description: string; status: string }, index: number): string =>
  `<snapshot id="s${index}"><description>${escapeXml(description)}</description><snapshot_status>${status}</snapshot_status>` +
  `<snapshot_type>${index === 0 ? 'active' : 'regular'}</snapshot_type></snapshot>`

/** The collections of a VM by the last part of their path. `deep`: the disks themselves inside their attachments. */
export const vmCollections = (vm: ModelVm, deep: boolean): Readonly<Record<string, string>> => ({
  diskattachments:
    `<disk_attachments><disk_attachment id="${vm.disk}"><active>true</active><interface>virtio_scsi</interface>` +
    `${deep ? diskXml(vm) : ref('disk', 'disks', vm.disk)}</disk_attachment></disk_attachments>`,
  nics:
    `<nics><nic id="n"><name>nic1</name><interface>virtio</interface><mac><address>${vm.mac}</address></mac><plugged>true</plugged>` +
    `${ref('vnic_profile', 'vnicprofiles', PROFILE)}</nic></nics>`,
  tags: '<tags><tag id="t"><name>tier1</name></tag></tags>',
  cdroms: `<cdroms><cdrom id="c"><file id="${escapeXml(vm.cd)}"/></cdrom></cdroms>`,
  hostdevices: vm.hasHostDevice
    ? '<host_devices><host_device id="d"><name>pci_0000_3b_00_0</name></host_device></host_devices>'
    : '<host_devices/>',
  snapshots: `<snapshots>${[{ description: 'Active VM', status: 'ok' }, ...(vm.snapshots ?? [])].map(snapshotXml).join('')}</snapshots>`,
  statistics: `<statistics>${statistic('cpu.current.total', 50)}${statistic('memory.used', 3 * 1024 ** 3)}</statistics>`,
})

const VERBS = ['start', 'stop', 'shutdown', 'suspend', 'migrate', 'cancelmigration']

export const vmXml = (vm: ModelVm, followed: boolean): string => {
  const collections = vmCollections(vm, true)
  return object(
    'vm',
    'vms',
    vm.id,
    `<actions>${VERBS.map((verb) => link(`vms/${vm.id}`, verb)).join('')}</actions><name>${escapeXml(vm.name)}</name>` +
      Object.keys(collections)
        .map((segment) => link(`vms/${vm.id}`, segment))
        .join('') +
      '<cpu><architecture>x86_64</architecture><topology><cores>2</cores><sockets>1</sockets><threads>1</threads></topology></cpu>' +
      '<display><address>127.0.0.1</address><monitors>1</monitors><port>5900</port><secure_port>5901</secure_port><type>spice</type></display>' +
      `<high_availability><enabled>false</enabled></high_availability><memory>${4 * 1024 ** 3}</memory><origin>${vm.origin}</origin>` +
      `<placement_policy><affinity>${vm.affinity}</affinity></placement_policy>${ref('cluster', 'clusters', CLUSTER)}` +
      (vm.status === 'up' ? '<guest_operating_system><family>Linux</family></guest_operating_system>' : '') +
      `<next_run_configuration_exists>false</next_run_configuration_exists><status>${vm.status}</status>` +
      (followed ? Object.values(collections).join('') : '') +
      (vm.host === null ? '' : ref('host', 'hosts', vm.host)),
  )
}

export const jobXml = (job: ModelJob): string =>
  object('job', 'jobs', job.id, `<description>${escapeXml(job.description)}</description><status>${job.status}</status>`)

/** As the mapping of the engine writes them: what an event is about is referred to. */
export const eventXml = ({ severity, description, code = 0, index = 1, time, vm, host }: ModelEvent): string =>
  object(
    'event',
    'events',
    String(index),
    `<code>${code}</code><description>${escapeXml(description)}</description><severity>${severity}</severity>` +
      (time === undefined ? '' : `<time>${time}</time>`) +
      (vm === undefined ? '' : ref('vm', 'vms', vm)) +
      (host === undefined ? '' : ref('host', 'hosts', host)),
  )
