/** Where the numbers of the spectra library come from. */
export interface Source {
  readonly citation: string;
  readonly doi?: string;
  readonly url?: string;
}

export const sources = {
  antiperovskite: {
    citation: "On the anti-perovskite Li₂OHCl, Front. Chem. 9, 786956 (2021)",
    doi: "10.3389/fchem.2021.786956",
  },
  indiumNitride: {
    citation: "On a mixed conductive layer from InN on garnet, Adv. Mater., 2212096",
    doi: "10.1002/adma.202212096",
  },
  lagp: {
    citation: "On LAGP in polymerised dioxolane, Energy Environ. Sci. (2024)",
    doi: "10.1039/d4ee02075h",
  },
  pressiometry: {
    citation: "On operando pressiometry of coated thin lithium on Li₆PS₅Cl, Energy Storage Mater. (2022)",
    doi: "10.1016/j.ensm.2022.05.050",
  },
  biesingerLithium: {
    citation: "M. C. Biesinger, X-ray Photoelectron Spectroscopy Reference Pages: Lithium",
    url: "http://www.xpsfitting.com/2014/10/lithium.html",
  },
  biesingerSulfur: {
    citation: "M. C. Biesinger, X-ray Photoelectron Spectroscopy Reference Pages: Sulphur",
    url: "https://www.xpsfitting.com/2009/06/sulphur.html",
  },
  harwellLithium: {
    citation: "HarwellXPS Guru, knowledge base: Lithium",
    url: "https://www.harwellxps.guru/knowledgebase/lithium/",
  },
  harwellSulfur: {
    citation: "HarwellXPS Guru, knowledge base: Sulfur",
    url: "https://harwellxps.guru/knowledgebase/sulfur",
  },
  thermo: {
    citation: "Thermo Fisher Scientific, XPS periodic table (C 1s of adventitious carbon at 284.8 eV)",
    url: "https://www.thermofisher.com/us/en/home/materials-science/learning-center/periodic-table.html",
  },
  xpsDatabase: {
    citation: "The International XPS Database: Indium",
    url: "https://xpsdatabase.com/indium-in-z49/",
  },
  nist20: {
    citation: "NIST X-ray Photoelectron Spectroscopy Database, Standard Reference Database 20",
    doi: "10.18434/T4T88K",
  },
  moulder: {
    citation: "J. F. Moulder et al., Handbook of X-ray Photoelectron Spectroscopy, Perkin-Elmer (1992)",
  },
  beamson: {
    citation: "G. Beamson and D. Briggs, High Resolution XPS of Organic Polymers, Wiley (1992)",
  },
  fantauzzi: {
    citation:
      "M. Fantauzzi et al., Exploiting XPS for the identification of sulfides and polysulfides, RSC Adv. 5, 75953 (2015)",
    doi: "10.1039/c5ra14915k",
  },
  shi: { citation: "Shi et al., Nanoscale Res. Lett. 6, 50 (2011)", doi: "10.1007/s11671-010-9796-6" },
  laserNitride: {
    citation: "On laser-induced Li₃N, Nat. Commun. (2023)",
    doi: "10.1038/s41467-023-41441-0",
  },
  woodTeeter: {
    citation:
      "K. N. Wood and G. Teeter, XPS on Li-battery-related compounds, ACS Appl. Energy Mater. 1, 4493 (2018)",
    doi: "10.1021/acsaem.8b00406",
  },
  wenzel: {
    citation:
      "S. Wenzel et al., Interfacial reactivity and interphase growth of argyrodite solid electrolytes at lithium metal electrodes, Solid State Ionics 318, 102 (2018)",
    doi: "10.1016/j.ssi.2017.07.005",
  },
  yuSalts: {
    citation:
      "W. Yu et al., Degradation and speciation of Li salts during XPS analysis, ACS Energy Lett. (2022)",
    doi: "10.1021/acsenergylett.2c01587",
  },
  scofield: {
    citation:
      "J. H. Scofield, Hartree-Slater subshell photoionization cross-sections at 1254 and 1487 eV, J. Electron Spectrosc. Relat. Phenom. 8, 129 (1976)",
    doi: "10.1016/0368-2048(76)80015-1",
  },
  wagner: {
    citation:
      "C. D. Wagner et al., Empirical atomic sensitivity factors for quantitative analysis by ESCA, Surf. Interface Anal. 3, 211 (1981)",
    doi: "10.1002/sia.740030506",
  },
  nist128: {
    citation:
      "NIST X-Ray Transition Energies Database, Standard Reference Database 128 (G. Hölzer et al., Phys. Rev. A 56, 4554 (1997); R. D. Deslattes et al., Rev. Mod. Phys. 75, 35 (2003)); International Tables for Crystallography C, table 4.2.2",
    doi: "10.18434/T4859Z",
  },
} as const satisfies Record<string, Source>;

export type SourceName = keyof typeof sources;
