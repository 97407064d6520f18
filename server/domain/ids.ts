import { z } from 'zod'

/** Ids are opaque strings, branded so that one cannot stand where another is meant. Only these parsers make them. */
const id = () => z.string().min(1).max(200)

export const deviceIdSchema = id().brand<'DeviceId'>()
export type DeviceId = z.infer<typeof deviceIdSchema>

export const powerGroupIdSchema = id().brand<'PowerGroupId'>()
export type PowerGroupId = z.infer<typeof powerGroupIdSchema>

export const managerIdSchema = id().brand<'ManagerId'>()
export type ManagerId = z.infer<typeof managerIdSchema>

/** `<manager id>:<the host's UUID, or the manager's own id where it has none>` */
export const hostIdSchema = id().brand<'HostId'>()
export type HostId = z.infer<typeof hostIdSchema>

/** `<manager id>:<the VM's UUID, or the manager's own id where it has none>`. A VM recreated under the same name is another VM (D11). */
export const vmIdSchema = id().brand<'VmId'>()
export type VmId = z.infer<typeof vmIdSchema>

export const planIdSchema = id().brand<'PlanId'>()
export type PlanId = z.infer<typeof planIdSchema>

export const planVersionIdSchema = id().brand<'PlanVersionId'>()
export type PlanVersionId = z.infer<typeof planVersionIdSchema>

export const stageIdSchema = id().brand<'StageId'>()
export type StageId = z.infer<typeof stageIdSchema>

export const runIdSchema = id().brand<'RunId'>()
export type RunId = z.infer<typeof runIdSchema>

export const stepIdSchema = id().brand<'StepId'>()
export type StepId = z.infer<typeof stepIdSchema>

/** `<manager id>:<the manager's own id of it>` */
export const safeguardIdSchema = id().brand<'SafeguardId'>()
export type SafeguardId = z.infer<typeof safeguardIdSchema>

export const userIdSchema = id().brand<'UserId'>()
export type UserId = z.infer<typeof userIdSchema>

export const credentialIdSchema = id().brand<'CredentialId'>()
export type CredentialId = z.infer<typeof credentialIdSchema>

export const orderIdSchema = id().brand<'OrderId'>()
export type OrderId = z.infer<typeof orderIdSchema>

export const hostIdOf = (managerId: ManagerId, host: { uuid: string | null; nativeId: string }): HostId =>
  hostIdSchema.parse(`${managerId}:${host.uuid ?? host.nativeId}`)

export const safeguardIdOf = (managerId: ManagerId, { nativeId }: { readonly nativeId: string }): SafeguardId =>
  safeguardIdSchema.parse(`${managerId}:${nativeId}`)

export const vmIdOf = (managerId: ManagerId, vm: { uuid: string | null; nativeId: string }): VmId =>
  vmIdSchema.parse(`${managerId}:${vm.uuid ?? vm.nativeId}`)
