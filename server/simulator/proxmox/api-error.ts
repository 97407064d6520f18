/** An answer other than 200. Proxmox puts its words into the status line and, for parameters, into `errors`. */
export class ApiError extends Error {
  constructor(
    readonly status: number,
    message: string,
    readonly errors: Readonly<Record<string, string>> | null = null,
  ) {
    super(message)
  }
}
