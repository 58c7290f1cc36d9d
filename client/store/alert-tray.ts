/** The tray of alerts: whether it is open, and what became of acknowledging all that it listed. */
import { create } from "zustand";

interface AlertTray {
  isOpen: boolean;
  busy: boolean;
  /** `failed`: the server could not be asked about the rest. */
  outcome: { of: number; done: number; failed: boolean } | null;
}

export const useAlertTray = create<AlertTray>()(() => ({ isOpen: false, busy: false, outcome: null }));
