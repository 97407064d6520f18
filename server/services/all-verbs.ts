import { auditExport } from './audit/audit-export'
import { auditGet } from './audit/audit-get'
import { auditPage } from './audit/audit-page'
import { auditVerify } from './audit/audit-verify'
import { authState } from './auth/auth-state'
import { redeemLink } from './auth/redeem-link'
import { setLocale } from './auth/set-locale'
import { setup } from './auth/setup'
import { signIn } from './auth/sign-in'
import { signOut } from './auth/sign-out'
import { defineCluster } from './clusters/define-cluster'
import { dissolveCluster } from './clusters/dissolve-cluster'
import { reportCluster, whatIfBaseline } from './clusters/report-cluster'
import { setClusterLimit } from './clusters/set-cluster-limit'
import { setSpare } from './clusters/set-spare'
import { playScenario } from './demo/play-scenario'
import { addDiscovered } from './discovery/add-discovered'
import { cancelDiscovery } from './discovery/cancel-discovery'
import { startDiscovery } from './discovery/start-discovery'
import { listGroups } from './groups/list-groups'
import { removeGroup } from './groups/remove-group'
import { saveGroup } from './groups/save-group'
import { listDirectPaths } from './direct-paths/list-direct-paths'
import { probeDirectPath } from './direct-paths/probe-direct-path'
import { removeDirectPath } from './direct-paths/remove-direct-path'
import { saveDirectPath } from './direct-paths/save-direct-path'
import { listHardware } from './hardware/list-hardware'
import { probeHardware } from './hardware/probe-hardware'
import { removeHardware } from './hardware/remove-hardware'
import { saveHardware } from './hardware/save-hardware'
import { enterMaintenance } from './maintenance/enter-maintenance'
import { exitMaintenance } from './maintenance/exit-maintenance'
import { previewExit } from './maintenance/preview-exit'
import { previewMaintenance } from './maintenance/preview-maintenance'
import { previewReboot } from './maintenance/preview-reboot'
import { rebootHost } from './maintenance/reboot-host'
import { addManager } from './managers/add-manager'
import { changeManager } from './managers/change-manager'
import { listManagers } from './managers/list-managers'
import { probeChange } from './managers/probe-change'
import { probeManager } from './managers/probe-manager'
import { removeManager } from './managers/remove-manager'
import { setRunbook } from './managers/set-runbook'
import { configureNutService } from './nut/configure-nut-service'
import { getNutService } from './nut/get-nut-service'
import { getOrder } from './orders/get-order'
import { createPlan } from './plans/create-plan'
import { fireStage } from './plans/fire-stage'
import { forecastContent } from './plans/forecast-plan'
import { planMoments } from './plans/plan-moments'
import { getPlan } from './plans/get-plan'
import { listPlans } from './plans/list-plans'
import { publishPlan } from './plans/publish-plan'
import { removePlan } from './plans/remove-plan'
import { saveVersion } from './plans/save-version'
import { setMode } from './plans/set-mode'
import { addDevice } from './power/add-device'
import { changeDevice } from './power/change-device'
import { commandDevice } from './power/command-device'
import { commandOutlook } from './power/command-outlook'
import { deviceAccess } from './power/device-access'
import { deviceBattery } from './power/device-battery'
import { deviceCare } from './power/device-care'
import { deviceEvents } from './power/device-events'
import { deviceSeries } from './power/device-series'
import { closeMaintenanceWindow, openMaintenanceWindow } from './power/maintenance-window'
import { replaceBattery } from './power/replace-battery'
import { setCare } from './power/set-care'
import { listDevices } from './power/list-devices'
import { probeDevice } from './power/probe-device'
import { probeDeviceChange } from './power/probe-device-change'
import { removeDevice } from './power/remove-device'
import { renameDevice } from './power/rename-device'
import { runRecoveryPlan } from './recovery/run-recovery-plan'
import { abortRun } from './runs/abort-run'
import { continueRun } from './runs/continue-run'
import { forecastRun } from './runs/forecast-run'
import { runMoments } from './runs/run-moments'
import { getRun } from './runs/get-run'
import { holdRun } from './runs/hold-run'
import { listRuns } from './runs/list-runs'
import { proveReadiness } from './readiness/prove-readiness'
import { retryStep } from './runs/retry-step'
import { skipStep } from './runs/skip-step'
import { systemInfo } from './system/system-info'
import { clearCabling } from './topology/clear-cabling'
import { listDeviceFeeds } from './topology/list-device-feeds'
import { listFeeds } from './topology/list-feeds'
import { setDeviceFeeds } from './topology/set-device-feeds'
import { setFeeds } from './topology/set-feeds'
import { applyImport } from './topology-import/apply-import'
import { exportTopology } from './topology-import/export-topology'
import { previewImport } from './topology-import/preview-import'
import { createUser } from './users/create-user'
import { listUsers } from './users/list-users'
import { removeUser } from './users/remove-user'
import { setRole } from './users/set-role'
import { listVmProbes } from './vms/list-vm-probes'
import { reportKeepAlive } from './vms/report-keep-alive'
import { setKeepAlive } from './vms/set-keep-alive'
import { setVmProbe } from './vms/set-vm-probe'
import type { AnyVerb } from './verb'

/** Every verb there is. A verb that is not named here is found by the test that walks the folders. */
export const allVerbs: readonly AnyVerb[] = [
  auditExport,
  auditGet,
  auditPage,
  auditVerify,
  authState,
  redeemLink,
  setLocale,
  setup,
  signIn,
  signOut,
  defineCluster,
  dissolveCluster,
  reportCluster,
  whatIfBaseline,
  setClusterLimit,
  setSpare,
  playScenario,
  startDiscovery,
  cancelDiscovery,
  addDiscovered,
  listGroups,
  removeGroup,
  saveGroup,
  listDirectPaths,
  probeDirectPath,
  removeDirectPath,
  saveDirectPath,
  listHardware,
  probeHardware,
  removeHardware,
  saveHardware,
  enterMaintenance,
  exitMaintenance,
  rebootHost,
  previewExit,
  previewMaintenance,
  previewReboot,
  addManager,
  listManagers,
  probeManager,
  probeChange,
  changeManager,
  removeManager,
  setRunbook,
  runRecoveryPlan,
  configureNutService,
  getNutService,
  getOrder,
  createPlan,
  fireStage,
  forecastContent,
  planMoments,
  getPlan,
  listPlans,
  publishPlan,
  removePlan,
  saveVersion,
  setMode,
  addDevice,
  changeDevice,
  commandDevice,
  commandOutlook,
  deviceAccess,
  deviceBattery,
  deviceCare,
  deviceEvents,
  setCare,
  replaceBattery,
  openMaintenanceWindow,
  closeMaintenanceWindow,
  deviceSeries,
  listDevices,
  probeDevice,
  probeDeviceChange,
  removeDevice,
  renameDevice,
  abortRun,
  continueRun,
  forecastRun,
  runMoments,
  getRun,
  holdRun,
  listRuns,
  proveReadiness,
  retryStep,
  skipStep,
  systemInfo,
  clearCabling,
  listDeviceFeeds,
  listFeeds,
  setDeviceFeeds,
  setFeeds,
  applyImport,
  exportTopology,
  previewImport,
  createUser,
  listUsers,
  removeUser,
  setRole,
  listVmProbes,
  reportKeepAlive,
  setKeepAlive,
  setVmProbe,
]
