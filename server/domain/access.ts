import { z } from 'zod'

export const ROLES = ['viewer', 'operator', 'admin', 'auditor'] as const
export const roleSchema = z.enum(ROLES)
export type Role = z.infer<typeof roleSchema>

/** What a verb needs. `operate`: runs, maintenance, tests. `configure`: devices, plans, topology. `administer`: people, credentials. */
export const PERMISSIONS = ['view', 'operate', 'configure', 'administer', 'audit'] as const
export type Permission = (typeof PERMISSIONS)[number]

const GRANTS: Readonly<Record<Role, readonly Permission[]>> = {
  viewer: ['view'],
  operator: ['view', 'operate'],
  admin: ['view', 'operate', 'configure', 'administer', 'audit'],
  auditor: ['view', 'audit'],
}

export const mayDo = (role: Role, permission: Permission): boolean => GRANTS[role].includes(permission)
