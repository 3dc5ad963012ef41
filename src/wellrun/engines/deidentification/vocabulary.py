"""Words that decide whether a capital begins a name: written for this project, from clinical usage.

A capitalised word inside a sentence is taken for a name unless it stands here (fail closed): a word missing here costs
precision, a name standing here would cost recall. So no word that is also a common family name is listed.
"""

from __future__ import annotations

TITLES = (
    "Mr|Mrs|Ms|Miss|Mx|Dr|Drs|Prof|Professor|Doctor|Nurse|Sister|Rev|Reverend|Father|Rabbi|Imam|Sir|Dame|Lady|Lord|"
    "Capt|Captain|Sgt|Sergeant|Lt|Col|Officer|Attorney|Judge|Chaplain|Pastor|Sra?|Señora?|Mme|Monsieur|Herr|Frau"
)
CREDENTIALS = "MD|DO|RN|NP|PA-C|PA|LPN|CNA|PhD|PharmD|DPM|DDS|DMD|LCSW|LMSW|RPh|CRNA|CNM|APRN|FNP|PT|OT|SLP|RRT|RD|MSW"
RELATIONS = (
    "wife|husband|spouse|partner|son|daughter|mother|father|brother|sister|aunt|uncle|niece|nephew|cousin|friend|"
    "neighbou?r|grandson|granddaughter|grandmother|grandfather|guardian|caregiver|carer|fianc[eé]e?|roommate|boyfriend|"
    "girlfriend|stepson|stepdaughter|employer|landlord"
)
SPEAKS = (
    "reports?|reported|states?|stated|denies|denied|complains?|complained|says|said|called|phoned|asked|told|agrees|"
    "agreed|refuses|refused|lives|lived|presents|presented|arrived|returned|underwent|requested|consented|signed|"
    "verbalized|tolerated|ambulated|slept|visited|wants|wishes|prefers|remains|appears|describes|works|fell"
)

MONTHS = (
    "January|February|March|April|May|June|July|August|September|October|November|December|"
    "Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept|Sep|Oct|Nov|Dec"
)
WEEKDAYS = "Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday"
FEASTS = (
    "Christmas(?: Eve| Day)?|Thanksgiving(?: Day)?|Easter(?: Sunday)?|Halloween|Hanukkah|Ramadan|Passover|Diwali|"
    "New Year['’]s(?: Eve| Day)?|Labor Day|Memorial Day|Independence Day|Veterans Day|Fourth of July|Valentine['’]s Day"
)

STATES = (
    "Alabama|Alaska|Arizona|Arkansas|California|Colorado|Connecticut|Delaware|Florida|Georgia|Hawaii|Idaho|Illinois|"
    "Indiana|Iowa|Kansas|Kentucky|Louisiana|Maine|Maryland|Massachusetts|Michigan|Minnesota|Mississippi|Missouri|"
    "Montana|Nebraska|Nevada|New Hampshire|New Jersey|New Mexico|New York|North Carolina|North Dakota|Ohio|Oklahoma|"
    "Oregon|Pennsylvania|Rhode Island|South Carolina|South Dakota|Tennessee|Texas|Utah|Vermont|Virginia|Washington|"
    "West Virginia|Wisconsin|Wyoming"
)
STATE_CODES = (
    "AL|AK|AZ|AR|CA|CO|CT|DE|FL|GA|HI|ID|IL|IN|IA|KS|KY|LA|ME|MD|MA|MI|MN|MS|MO|MT|NE|NV|NH|NJ|NM|NY|NC|ND|OH|OK|OR|PA|"
    "RI|SC|SD|TN|TX|UT|VT|VA|WA|WV|WI|WY|DC|PR"
)
STREETS = (
    "Street|St|Avenue|Ave|Road|Rd|Boulevard|Blvd|Lane|Ln|Drive|Dr|Court|Ct|Way|Place|Pl|Terrace|Ter|Circle|Cir|Highway|"
    "Hwy|Parkway|Pkwy|Quay|Square|Sq|Trail|Trl|Alley|Row|Crescent|Close|Route|Rte|Turnpike|Loop|Pike|Broadway"
)

_CLINICAL = """
Consent SpO2 HbA1c A1c PaO2 PaCO2 FiO2 pH mmHg GOLD NYHA ASA ECOG
Patient Pt He She They His Her Their The This That There These Those It We I No Not Yes And Or But If When While After
Before With Without At On In For From To Of By As An A Will Plan Assessment Impression History Physical Exam Chief
Complaint Present Illness Past Medical Surgical Family Social Medications Medication Allergies Allergy Review Systems
Vital Signs Vitals Labs Laboratory Imaging Results Result Findings Finding Diagnosis Diagnoses Procedure Procedures
Hospital Course Discharge Admission Admitted Admit Transfer Follow Follow-up Followup Instructions Condition
Disposition Emergency Department Intensive Care Unit Ward Clinic Operating Room Recovery Nursing Nurse Physician
Provider Doctor Surgeon Consult Consultation Note Notes Progress Report Reports Summary Subjective Objective Data Head
Eyes Ears Nose Throat Neck Chest Lungs Lung Heart Abdomen Back Extremities Skin Neuro Neurologic Psych General Alert
Oriented Left Right Upper Lower Anterior Posterior Normal Abnormal Negative Positive Stable Improved Blood Pressure
Pulse Temperature Respiratory Respirations Oxygen Saturation Weight Height Pain Glucose Sodium Potassium Creatinine
Hemoglobin Hematocrit Platelets White Red Cell Count Urine Urinalysis Culture Cultures Chloride Bicarbonate Calcium
Magnesium Troponin Lactate Tylenol Aspirin Advil Motrin Lasix Coumadin Warfarin Heparin Lovenox Plavix Eliquis Xarelto
Insulin Lantus Humalog Metformin Lisinopril Metoprolol Amlodipine Atorvastatin Lipitor Zocor Crestor Norvasc Zofran
Morphine Dilaudid Fentanyl Percocet Vicodin Oxycodone Ativan Haldol Keppra Dilantin Zosyn Vancomycin Rocephin Levaquin
Cipro Bactrim Augmentin Ancef Keflex Prednisone Albuterol Advair Spiriva Synthroid Protonix Pepcid Colace Senna
Miralax Ambien Seroquel Zoloft Prozac Lexapro Gabapentin Neurontin Tramadol Toradol Narcan Digoxin Amiodarone
Diltiazem Cardizem Ibuprofen Acetaminophen Amoxicillin Penicillin Azithromycin Doxycycline Furosemide
Hydrochlorothiazide Omeprazole Simvastatin Crohn Parkinson Alzheimer Addison Cushing Hodgkin Graves Raynaud Barrett
Bell Huntington Tourette Kawasaki Marfan Glasgow Apgar Braden Foley Babinski Kerlix Jackson-Pratt Doppler Holter
Papanicolaou Pap Gram Coombs Rh Whipple Billroth Escherichia Staphylococcus Streptococcus Clostridium Clostridioides
Pseudomonas Klebsiella Candida Medicare Medicaid English Spanish French Russian Chinese Mandarin Arabic Hindi
Vietnamese Portuguese Korean American African Hispanic Asian Caucasian Latino Latina European Native Black Christian
Catholic Jewish Muslim Hindu Buddhist Apparently Currently Recently Today Yesterday Tomorrow Tonight Morning Evening
Afternoon Night Daily Weekly Continue Start Stop Hold Give Take Given Seen Per Status Post Type Stage Grade Class
Level Score Scale Risk Fall Falls Bed Chair Call Return Resume Monitor Check Recheck Repeat Obtain Order Orders
Consider Recommend Discussed Reviewed Denies States Complains Presents Presented Underwent Tolerated Awake Afebrile
Regular Soft Nontender Clear Intact Home Alone Wound Dressing Drain Catheter Line Tube Monitorless Signed Dictated
Electronically Transcribed Date Time Name Age Sex Male Female Number Code Full Contact Mother Wife Husband Son
Daughter Brother Sister Spouse Address Phone Fax Email Insurance Policy Account Record Chart License Plate Serial
Device Model Lot Implant Pacemaker Vehicle Website Photo Photograph Image Images Picture Fingerprint Voice Retina
Street Route Oral Intravenous Subcutaneous Twice Once Every Hours Days Weeks Months Years Year Old Gentleman Lady Man
Woman Boy Girl Infant Child Adult Elderly Please Thank Due Since Until During Also However Therefore Otherwise Overall
Both Each Any All Some Most More Less Other Another New Same Primary Secondary Acute Chronic Mild Moderate Severe
Diabetes Hypertension Asthma Pneumonia Sepsis Stroke Cancer Anemia Anxiety Depression Dementia Obesity Infection
Fracture Surgery Cardiac Cardiology Neurology Oncology Radiology Orthopedics Pediatrics Psychiatry Gastroenterology
Nephrology Pulmonary Urology Dermatology Gynecology Obstetrics Anesthesia Pharmacy Therapy Rehabilitation Hospice
Palliative Speech Occupational Nutrition Dietitian Computed Tomography Magnetic Resonance Ultrasound Echocardiogram
Electrocardiogram X-ray Xray Sinus Rhythm Atrial Fibrillation Congestive Failure Coronary Artery Disease Kidney Liver
Renal Hepatic Deep Vein Thrombosis Embolism Vitamin Influenza Vaccine Covid Hepatitis Hep Tetanus Pneumococcal
Tuberculosis Urgent Routine Stat
"""

CLINICAL = frozenset(word.lower() for word in _CLINICAL.split())
"""Capitalised words that are no names, in small letters."""

_COMMON_NAMES = """
may will grace hope faith joy rose long short young old white black brown green gray grey day week park hill wood
stone rivers banks field fields ford page price rich case chance love heart head hand foot strong wise good best bell
ball cook baker miller mason hunter fisher shepherd king prince bishop pope church temple west north east south summer
winter june april august dawn eve star sky iris violet ivy fern holly pearl ruby amber jade crystal art bill mark pat
sue drew chase pierce lance miles gene ray bay major noble frank ernest grant dale glen cliff reed bush berry rice
wheat lamb fox wolf bird drake crane swan finch in an do so le de la van der of on at by
"""
COMMON_NAMES = frozenset(_COMMON_NAMES.split())
"""Words that are names and other things: as a known name they count only where they begin with a capital."""

_ACRONYMS = """
IP URL TX RX HX FX SX DX NKDA NKA LDL HDL VLDL EBL
CT MRI MRA PET XR CXR KUB EKG ECG EEG EMG ECHO TTE TEE US IV PO IM SQ SC PRN BID TID QID QHS QD HS AC PC STAT NPO ED
ER ICU CCU MICU SICU NICU PICU OR PACU OB GYN ENT GI GU CNS CVA TIA MI CHF CAD COPD HTN DM DVT PE UTI URI CKD ESRD AKI
GERD BPH AF AFIB SVT VT VF PVC CABG PCI PTCA ASD VSD AAA PVD PAD HIV AIDS MRSA VRE ESBL TB HBV HCV HPV RSV COVID DKA
HHS SIADH TSH CBC BMP CMP LFT LFTS PT PTT INR BUN HGB HCT WBC RBC PLT ABG VBG UA CSF ESR CRP BNP HR BP RR RA LA RV LV
LVEF EF SPO TEMP JVD RLE LLE RUE LUE RUQ LUQ RLQ LLQ ROM NAD WNL AAO PERRLA HEENT CTAB RRR NSR SOB DOE CP HA LOC ROS
HPI PMH PSH FH SH CC AP AND THE FOR NOT DNR DNI POA HIPAA CDC NHSN VA HMO PPO SNF LTC LTAC AMA AMS ADL ADLS OT SLP BMI
NG NGT ETT PICC JP CPAP BIPAP FIO TPN GCS NIH APAP ASA NSAID NSAIDS PPI SSRI ACE ARB KCL NS LR MG ML DOB MRN SSN ID AM
PM EST PST UTC II III
"""
ACRONYMS = frozenset(_ACRONYMS.split()) | frozenset(STATE_CODES.split("|")) | frozenset(CREDENTIALS.split("|"))
"""Words all in capitals that are no names."""
