import { upsMibLayout } from '../../ups-protocols/upsmib/layout'

/** UPS-MIB, RFC 1628. */
export const UPS_MIB = upsMibLayout('RFC 1628', '1.3.6.1.2.1.33', 'ups')
