/**
 * Which properties are read, by class (vSphere Web Services API). Paths must exist on the class as it is *declared*: vcsim takes
 * `configurationEx.dasConfig.enabled`, a real vCenter answers InvalidProperty, hence the older `configuration`.
 */
export const HOST_PROPERTIES = [
  'name',
  'parent',
  'runtime.connectionState',
  'runtime.powerState',
  'runtime.inMaintenanceMode',
  'runtime.bootTime',
  'runtime.vsanRuntimeInfo',
  'summary.config.product',
  'summary.hardware',
  'summary.quickStats',
  'summary.maxEVCModeKey',
  'summary.config.vmotionEnabled',
  'hardware.cpuPkg',
  'config.featureCapability',
  'config.lockdownMode',
  'config.network.portgroup',
  'config.autoStart',
  'datastore',
  'network',
] as const

export const VM_PROPERTIES = [
  'name',
  'config.template',
  'config.instanceUuid',
  'config.uuid',
  'config.managedBy',
  'config.hardware.device',
  'config.hardware.numCPU',
  'config.hardware.memoryMB',
  'runtime.powerState',
  'runtime.connectionState',
  'runtime.host',
  'runtime.maxCpuUsage',
  'runtime.dasVmProtection',
  'guest.toolsRunningStatus',
  'guest.toolsVersionStatus2',
  'guest.ipAddress',
  'summary.quickStats.overallCpuUsage',
  'summary.quickStats.hostMemoryUsage',
  'network',
  'snapshot',
] as const

/** `configurationEx` as a whole: its rules and groups are no properties of the class as it is declared. */
export const CLUSTER_PROPERTIES = [
  'name',
  'parent',
  'summary',
  'host',
  'configuration.dasConfig.enabled',
  'configurationEx',
] as const
export const DATASTORE_PROPERTIES = ['name', 'summary'] as const
export const NETWORK_PROPERTIES = ['name'] as const
export const PORTGROUP_PROPERTIES = ['name', 'config.defaultPortConfig'] as const
export const TASK_PROPERTIES = ['info.state', 'info.descriptionId', 'info.entity', 'info.reason'] as const
