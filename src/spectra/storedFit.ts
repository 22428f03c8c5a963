/** A fit of XPS lines as a file stores it: plain records, energies on one axis. */

/** A value of a component with its limits, free or tied to another component. */
export interface StoredParameter {
  readonly value: number;
  readonly lower?: number;
  readonly upper?: number;
  /**
   * The component (its place in `components`) that determines the value: areas and widths are `factor` times its value,
   * positions lie `factor` above it.
   */
  readonly tie?: { readonly component: number; readonly factor: number };
}

export interface StoredComponent {
  readonly name: string;
  /** Line shape in the words of the program: "GL(30)", "LA(1.53,243)", "LF(0.54,10,80,100,6)". */
  readonly shape: string;
  /** Area above the background, counts/s × eV. */
  readonly area: StoredParameter;
  /** Full width at half maximum, eV: of the shape before asymmetry, damping and convolution for LA and LF. */
  readonly fwhm: StoredParameter;
  /** Position, eV: the maximum of symmetric shapes; asymmetric ones (LA, LF) have theirs beside it. */
  readonly position: StoredParameter;
  /** Relative sensitivity factor. */
  readonly rsf?: number;
  /** Label of the group of components that belong together. */
  readonly tag?: string;
}

/** A range with the background below it. */
export interface StoredRegion {
  readonly name: string;
  /** Background in the words of the program: "Shirley", "Linear", "U 3 Tougaard". */
  readonly background: string;
  /** Limits, eV, start < end. */
  readonly start: number;
  readonly end: number;
  readonly rsf?: number;
  /** Points averaged at each end. */
  readonly averaging?: number;
  /** Shift of the background at its ends in percent of the intensity there. */
  readonly startOffset?: number;
  readonly endOffset?: number;
  /** Parameters of the cross section of a Tougaard background. */
  readonly crossSection?: readonly number[];
  readonly tag?: string;
}

/** A correction of the energy axis for charging: `aligned` is the true energy of what was measured at `measured`. */
export interface StoredCalibration {
  readonly measured: number;
  readonly aligned: number;
  /** What follows in the file: "BE ADD", flags. */
  readonly note: string;
}

export interface StoredFit {
  /** Axis of all positions and limits. */
  readonly axis: "binding" | "kinetic";
  readonly components: readonly StoredComponent[];
  readonly regions: readonly StoredRegion[];
  readonly calibrations: readonly StoredCalibration[];
}
