import type { Session } from 'electron';

/** Daybook asks for no camera, place, notification or device, so whatever asks for one is not Daybook. */
const NEEDED = new Set(['clipboard-sanitized-write']);

export const denyPermissions = (session: Session): void => {
  session.setPermissionRequestHandler((_contents, permission, answer) => answer(NEEDED.has(permission)));
  session.setPermissionCheckHandler((_contents, permission) => NEEDED.has(permission));
  session.setDevicePermissionHandler(() => false);
  session.setDisplayMediaRequestHandler((_request, answer) => answer({}));
};
