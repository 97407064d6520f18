import { flag, type XmlElement } from '../../protocols/xml/xml'

/** Only by it does the engine switch a host off and on. */
export const hasPowerManagement = (host: XmlElement): boolean => flag(host, 'power_management', 'enabled') === true
